// The part that all handles on an entry in memory share. For MemoryTree's own files alone.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "support/trees/memory_state.h"

namespace lockstep::memory {

// Keeps an inode open.
class Open {
 public:
  Open(std::shared_ptr<State> state, InodePtr inode)
      : state_(std::move(state)), inode_(std::move(inode)) {
    state_->opened(*inode_);
  }
  ~Open() {
    const auto lock = state_->lock();
    state_->closed(*inode_);
  }
  Open(const Open&) = delete;
  Open& operator=(const Open&) = delete;

  [[nodiscard]] State& state() const { return *state_; }
  [[nodiscard]] const std::shared_ptr<State>& shared_state() const { return state_; }
  [[nodiscard]] Inode& inode() const { return *inode_; }
  [[nodiscard]] const InodePtr& shared_inode() const { return inode_; }

 private:
  std::shared_ptr<State> state_;
  InodePtr inode_;
};

// These functions are called with the lock held.
[[nodiscard]] Attributes mirrored_attributes(const Inode& inode);
[[nodiscard]] Result<void> set_owner(State& state, Inode& inode, std::uint32_t owner,
                                     std::uint32_t group);
[[nodiscard]] Result<void> set_attribute(State& state, Inode& inode, const std::string& name,
                                         const std::string& value);
[[nodiscard]] Result<void> remove_attribute(State& state, Inode& inode, const std::string& name);

// Returns where a folder hangs now; for anything else, the path it was opened by.
[[nodiscard]] std::string path_in_records(const State& state, const Inode& inode,
                                          const std::string& opened_by);

// Implements Handle's functions, for Handle itself and for the interfaces derived from it.
template <typename Interface>
class HandleOn : public Interface {
 public:
  HandleOn(std::shared_ptr<State> state, InodePtr inode, std::string path)
      : open_(std::move(state), std::move(inode)), path_(std::move(path)) {}

  [[nodiscard]] Result<Entry> examine() const override {
    const auto lock = state().lock();
    state().looked(Operation::examine);
    return state().entry_of(inode());
  }
  [[nodiscard]] Result<Attributes> read_attributes() const override {
    const auto lock = state().lock();
    state().looked(Operation::read_attributes);
    return mirrored_attributes(inode());
  }
  [[nodiscard]] Result<void> set_owner(std::uint32_t owner, std::uint32_t group) override {
    return change(Operation::set_owner,
                  [&] { return memory::set_owner(state(), inode(), owner, group); });
  }
  [[nodiscard]] Result<void> set_mode(std::uint16_t mode) override {
    return change(Operation::set_mode, [&]() -> Result<void> {
      if (inode().kind == EntryKind::symlink || !inode().disk->options.can.modes) return {};
      inode().metadata.mode = mode & 07777;
      state().touch(inode(), State::Stamp::changed);
      return {};
    });
  }
  [[nodiscard]] Result<void> set_modified(Timestamp time) override {
    return change(Operation::set_modified, [&]() -> Result<void> {
      inode().metadata.modified = inode().disk->options.can.stored(time);
      state().touch(inode(), State::Stamp::changed);
      return {};
    });
  }
  [[nodiscard]] Result<void> set_attribute(const std::string& name,
                                           const std::string& value) override {
    return change(Operation::set_attribute,
                  [&] { return memory::set_attribute(state(), inode(), name, value); });
  }
  [[nodiscard]] Result<void> remove_attribute(const std::string& name) override {
    return change(Operation::remove_attribute,
                  [&] { return memory::remove_attribute(state(), inode(), name); });
  }

  [[nodiscard]] State& state() const { return open_.state(); }
  [[nodiscard]] Inode& inode() const { return open_.inode(); }

 protected:
  // Takes the lock, records the call and makes the change.
  template <typename Body>
  [[nodiscard]] Result<void> change(Operation operation, Body body) {
    const auto lock = state().lock();
    return state().change({operation, path_in_records(state(), inode(), path_), {}, {}},
                          *inode().disk, [&]() -> Result<void> {
                            if (is_fixed() && sets(operation))
                              return simulated_failure(ErrorKind::other);
                            return body();
                          });
  }

  Open open_;
  std::string path_;

 private:
  [[nodiscard]] static bool sets(Operation operation) {
    return operation == Operation::set_owner || operation == Operation::set_mode ||
           operation == Operation::set_modified || operation == Operation::set_attribute ||
           operation == Operation::remove_attribute;
  }
  [[nodiscard]] bool is_fixed() const {
    return inode().kind == EntryKind::directory && inode().disk->volume.fixed_roots &&
           state().is_mount_point(inode());
  }
};

// The source of clone and copy_range, whichever kind of file it is.
class ContentSource {
 public:
  virtual ~ContentSource() = default;
  [[nodiscard]] virtual const State* source_state() const = 0;
  [[nodiscard]] virtual const Inode& source_inode() const = 0;
};

// Does the same for ReadableFile and StagedFile.
template <typename Interface>
class FileOn : public HandleOn<Interface>, public ContentSource {
 public:
  using HandleOn<Interface>::HandleOn;

  [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) override {
    const auto lock = this->state().lock();
    this->state().looked(Operation::read);
    if (this->inode().kind != EntryKind::file) return simulated_failure(ErrorKind::changed);
    return this->inode().content.read(offset, into);
  }
  [[nodiscard]] Result<std::optional<Extent>> next_data(std::uint64_t offset) override {
    const auto lock = this->state().lock();
    this->state().looked(Operation::next_data);
    const SparseBytes& content = this->inode().content;
    if (this->inode().disk->options.tells_holes) return content.next_data(offset);
    if (offset >= content.size()) return std::nullopt;
    return Extent{offset, content.size() - offset};
  }

  [[nodiscard]] Writers writers() const override {
    const auto lock = this->state().lock();
    this->state().looked(Operation::writers);
    return this->inode().writers;
  }

  [[nodiscard]] const State* source_state() const override { return &this->state(); }
  [[nodiscard]] const Inode& source_inode() const override { return this->inode(); }
};

}  // namespace lockstep::memory
