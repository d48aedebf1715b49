// The part that every wrapped handle of a FaultyTree shares. For its own files alone.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "support/faults/faulty_state.h"

namespace lockstep {

// Asks the state whether the call fails, and then the inner handle.
template <typename Interface>
class FaultyOn : public Interface {
 public:
  FaultyOn(std::shared_ptr<FaultyState> state, std::shared_ptr<Interface> inner, std::string path)
      : state_(std::move(state)), inner_(std::move(inner)), path_(std::move(path)) {}

  [[nodiscard]] Result<Entry> examine() const override {
    return call(Operation::examine, [&] { return inner_->examine(); });
  }
  [[nodiscard]] Result<Attributes> read_attributes() const override {
    return call(Operation::read_attributes, [&] { return inner_->read_attributes(); });
  }
  [[nodiscard]] Result<void> set_owner(std::uint32_t owner, std::uint32_t group) override {
    return call(Operation::set_owner, [&] { return inner_->set_owner(owner, group); });
  }
  [[nodiscard]] Result<void> set_mode(std::uint16_t mode) override {
    return call(Operation::set_mode, [&] { return inner_->set_mode(mode); });
  }
  [[nodiscard]] Result<void> set_modified(Timestamp time) override {
    return call(Operation::set_modified, [&] { return inner_->set_modified(time); });
  }
  [[nodiscard]] Result<void> set_attribute(const std::string& name,
                                           const std::string& value) override {
    return call({Operation::set_attribute, path_, name, {}},
                [&] { return inner_->set_attribute(name, value); });
  }
  [[nodiscard]] Result<void> remove_attribute(const std::string& name) override {
    return call({Operation::remove_attribute, path_, name, {}},
                [&] { return inner_->remove_attribute(name); });
  }

 protected:
  template <typename Body>
  auto call(Operation operation, Body body) const -> decltype(body()) {
    return call({operation, path_, {}, {}}, body);
  }
  template <typename Body>
  auto call(Call what, Body body) const -> decltype(body()) {
    if (auto arrived = state_->arrive(std::move(what)); !arrived) return failure(arrived.error());
    return body();
  }

  std::shared_ptr<FaultyState> state_;
  std::shared_ptr<Interface> inner_;
  std::string path_;
};

// Gives the wrapped file to a call that takes another file: the inner one wants its own kind.
class WrappedFile {
 public:
  virtual ~WrappedFile() = default;
  [[nodiscard]] virtual ReadableFile& unwrapped() = 0;
};

[[nodiscard]] inline ReadableFile& unwrapped(ReadableFile& file) {
  auto* const wrapped = dynamic_cast<WrappedFile*>(&file);
  return wrapped != nullptr ? wrapped->unwrapped() : file;
}

template <typename Interface>
class FaultyFileOn : public FaultyOn<Interface>, public WrappedFile {
 public:
  using FaultyOn<Interface>::FaultyOn;

  [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) override {
    return this->call(Operation::read, [&] {
      const Call what{Operation::read, this->path_, {}, {}};
      return this->inner_->read(offset, into.first(this->state_->allowed(what, into.size())));
    });
  }
  [[nodiscard]] Result<std::optional<Extent>> next_data(std::uint64_t offset) override {
    return this->call(Operation::next_data, [&] { return this->inner_->next_data(offset); });
  }
  // A fault counts as no answer.
  [[nodiscard]] Writers writers() const override {
    if (!this->state_->arrive({Operation::writers, this->path_, {}, {}})) return Writers::unknown;
    return this->inner_->writers();
  }
  [[nodiscard]] ReadableFile& unwrapped() override { return *this->inner_; }
};

[[nodiscard]] std::unique_ptr<ReadableFile> wrap_file(std::shared_ptr<FaultyState> state,
                                                      std::unique_ptr<ReadableFile> inner,
                                                      std::string path);
[[nodiscard]] std::unique_ptr<StagedFile> wrap_staged(std::shared_ptr<FaultyState> state,
                                                      std::unique_ptr<StagedFile> inner,
                                                      std::string path, std::string folder);

[[nodiscard]] inline std::string joined(const std::string& folder, Name name) {
  std::string path = folder;
  if (!path.empty()) path.append("/");
  return path.append(name);
}

}  // namespace lockstep
