// Files in memory: open for reading, and in the making.
#include <algorithm>

#include "support/trees/memory_handle.h"

namespace lockstep::memory {

namespace {

class ReadFile final : public FileOn<ReadableFile> {
 public:
  using FileOn::FileOn;
};

class Staged final : public FileOn<StagedFile> {
 public:
  Staged(std::shared_ptr<State> state, InodePtr inode, InodePtr folder, std::string temporary,
         std::string path, Caching caching)
      : FileOn(std::move(state), std::move(inode), std::move(path)),
        folder_(std::move(folder)),
        temporary_(std::move(temporary)),
        caching_(caching) {}

  ~Staged() override {
    if (published_ || temporary_.empty()) return;
    const auto lock = state().lock();
    // Somebody else may have taken the name away.
    const Child* child = state().find_child(*folder_, temporary_);
    if (child == nullptr || child->inode.get() != &inode()) return;
    const auto discarded =
        state().change({Operation::discard, path_, {}, {}}, *inode().disk, [&]() -> Result<void> {
          state().change_names({{folder_, temporary_, nullptr}});
          return {};
        });
    (void)discarded;  // it stays behind, as on a disk that became read-only
  }

  [[nodiscard]] Result<void> clone(ReadableFile& source) override {
    return change(Operation::clone, [&]() -> Result<void> {
      const Inode* from = source_of(source);
      if (from == nullptr) return simulated_failure(ErrorKind::cross_volume);
      if (!inode().disk->options.clones) return simulated_failure(ErrorKind::not_supported);
      return state().replace_content(inode(), from->content);
    });
  }

  [[nodiscard]] Result<void> reserve(std::uint64_t size) override {
    return change(Operation::reserve, [&]() -> Result<void> {
      const Disk& disk = *inode().disk;
      if (size > disk.options.largest_file) return simulated_failure(ErrorKind::too_large);
      const std::uint64_t others = disk.used_bytes - inode().charged;
      if (others + size > disk.options.capacity_bytes) {
        return simulated_failure(ErrorKind::no_space);
      }
      return {};
    });
  }

  [[nodiscard]] Result<std::uint64_t> copy_range(ReadableFile& source, Extent range) override {
    if (caching_ == Caching::none) return copy_past_the_cache(source, range);
    std::uint64_t copied = 0;
    auto done = change(Operation::copy_range, [&]() -> Result<void> {
      const Inode* from = source_of(source);
      if (from == nullptr) return simulated_failure(ErrorKind::cross_volume);
      if (!inode().disk->options.copies_ranges) {
        return simulated_failure(ErrorKind::not_supported);
      }
      // Now and then less is read than was asked for, as the kernel may do.
      constexpr std::uint64_t kMostAtOnce = 1024 * 1024;
      if (range.offset >= from->content.size()) return {};
      std::vector<std::byte> bytes(static_cast<std::size_t>(
          std::min({range.length, from->content.size() - range.offset, kMostAtOnce})));
      bytes.resize(from->content.read(range.offset, bytes));
      SparseBytes content = inode().content;
      content.write(range.offset, bytes);
      if (auto written = state().replace_content(inode(), std::move(content)); !written) {
        return written;
      }
      copied = bytes.size();
      return {};
    });
    if (!done) return failure(done.error());
    return copied;
  }

  [[nodiscard]] Result<void> write(std::uint64_t offset,
                                   std::span<const std::byte> bytes) override {
    return change(Operation::write, [&]() -> Result<void> {
      SparseBytes content = inode().content;
      content.write(offset, bytes);
      return state().replace_content(inode(), std::move(content));
    });
  }

  [[nodiscard]] Result<void> set_size(std::uint64_t size) override {
    return change(Operation::set_size, [&]() -> Result<void> {
      if (size > inode().disk->options.largest_file) {
        return simulated_failure(ErrorKind::too_large);
      }
      SparseBytes content = inode().content;
      content.resize(size);
      return state().replace_content(inode(), std::move(content));
    });
  }

  [[nodiscard]] Result<void> flush() override {
    return change(Operation::flush_file, [&]() -> Result<void> {
      state().flush_inode(inode());
      for (const InodePtr& other : std::exchange(inode().disk->in_its_cache, {})) {
        state().flush_inode(*other);
      }
      return {};
    });
  }

  [[nodiscard]] Result<void> write_to_device() override {
    if (!inode().disk->options.flushes_in_groups) {
      return simulated_failure(ErrorKind::not_supported);
    }
    return change(Operation::write_to_device, [&]() -> Result<void> {
      inode().disk->in_its_cache.push_back(inode().shared_from_this());
      return {};
    });
  }

  [[nodiscard]] Result<void> publish(Name name, Overwrite overwrite) override {
    const auto lock = state().lock();
    std::string target = state().path_of(*folder_);
    if (!target.empty()) target.append("/");
    target.append(name);
    return state().change({Operation::publish, path_, std::move(target), {}}, *inode().disk,
                          [&] { return publish_locked(name, overwrite); });
  }

 private:
  // Copies from any volume, as Windows does it.
  [[nodiscard]] Result<std::uint64_t> copy_past_the_cache(ReadableFile& source, Extent range) {
    constexpr std::uint64_t kMostAtOnce = 1024 * 1024;
    std::vector<std::byte> bytes(static_cast<std::size_t>(std::min(range.length, kMostAtOnce)));
    const auto got = source.read(range.offset, bytes);
    if (!got) return failure(got.error());
    bytes.resize(*got);
    auto done = change(Operation::copy_range, [&]() -> Result<void> {
      if (!inode().disk->options.copies_ranges) {
        return simulated_failure(ErrorKind::not_supported);
      }
      SparseBytes content = inode().content;
      if (!bytes.empty()) content.write(range.offset, bytes);
      return state().replace_content(inode(), std::move(content));
    });
    if (!done) return failure(done.error());
    return bytes.size();
  }

  // Returns the inode behind a file of this volume, through whatever kind of handle; null if it is
  // of another volume.
  [[nodiscard]] const Inode* source_of(const ReadableFile& source) const {
    const auto* ours = dynamic_cast<const ContentSource*>(&source);
    if (ours == nullptr || ours->source_state() != &state()) return nullptr;
    return ours->source_inode().disk == inode().disk ? &ours->source_inode() : nullptr;
  }

  [[nodiscard]] Result<void> publish_locked(Name name, Overwrite overwrite) {
    if (published_) return simulated_failure(ErrorKind::invalid);
    if (auto possible = state().check_name(*folder_, name); !possible) return possible;
    if (folder_->names == 0) return simulated_failure(ErrorKind::not_found);
    if (overwrite == Overwrite::allowed && temporary_.empty()) {
      return simulated_failure(ErrorKind::invalid);
    }
    const Child* existing = state().find_child(*folder_, name);
    if (existing != nullptr) {
      if (overwrite == Overwrite::never) return simulated_failure(ErrorKind::already_exists);
      if (existing->inode->kind == EntryKind::directory) {
        return simulated_failure(ErrorKind::is_a_directory);
      }
    }
    std::vector<State::NameChange> changes;
    if (!temporary_.empty()) {
      const Child* child = state().find_child(*folder_, temporary_);
      if (child == nullptr) return simulated_failure(ErrorKind::not_found);
      if (child->inode.get() != &inode()) return simulated_failure(ErrorKind::changed);
      changes.push_back({folder_, temporary_, nullptr});
    }
    changes.push_back({folder_, std::string(name), open_.shared_inode()});
    state().change_names(changes);
    published_ = true;
    return {};
  }

  InodePtr folder_;
  std::string temporary_;
  const Caching caching_;
  bool published_ = false;
};

}  // namespace

std::unique_ptr<ReadableFile> open_file(std::shared_ptr<State> state, InodePtr inode,
                                        std::string path) {
  return std::make_unique<ReadFile>(std::move(state), std::move(inode), std::move(path));
}

std::unique_ptr<StagedFile> open_staged(std::shared_ptr<State> state, InodePtr inode,
                                        InodePtr folder, std::string temporary, Caching caching) {
  std::string path = state->path_of(*folder);
  if (!path.empty()) path.append("/");
  path.append(temporary.empty() ? "(unnamed)" : temporary);
  return std::make_unique<Staged>(std::move(state), std::move(inode), std::move(folder),
                                  std::move(temporary), std::move(path), caching);
}

}  // namespace lockstep::memory
