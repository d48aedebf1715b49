#include "platform/disk/directory_linux.h"

#include <fcntl.h>
#include <unistd.h>

#include "platform/disk/creation_linux.h"
#include "platform/disk/handle_linux.h"
#include "platform/disk/listing_linux.h"
#include "platform/disk/readable_file_linux.h"
#include "platform/disk/refusal_linux.h"
#include "platform/disk/renaming_linux.h"
#include "platform/disk/staged_file_linux.h"
#include "platform/disk/volume_linux.h"
#include "platform/disk/volume_name_linux.h"
#include "platform/system/c_name_posix.h"
#include "platform/system/os_error.h"
#include "platform/system/system_calls_linux.h"

namespace lockstep {
namespace {

using LinuxEntryHandle = DescriptorHandle<Handle, Descriptor, Access::path>;

// Returns an error for a call that answered with -1, else success.
Result<void> answer(int result) {
  if (result != 0) {
    return failure(os_error(errno));
  }
  return {};
}

class LinuxDirectory final : public DescriptorHandle<Directory, SharedDescriptor, Access::full> {
 public:
  using DescriptorHandle::DescriptorHandle;

  [[nodiscard]] Result<Listing> list() override {
    // The position is also set before the first time: btrfs shows what the folder held when it was
    // opened or rewound last (Linux 6.5, fs/btrfs/inode.c: btrfs_opendir), and the handle may be
    // old.
    if (lseek(descriptor(), 0, SEEK_SET) != 0) {
      return failure(os_error(errno));
    }
    return list_entries(descriptor());
  }

  [[nodiscard]] Result<Entry> examine_child(Name name) const override {
    auto entry = with(name, [&](const char* text) { return examine_name(descriptor(), text); });
    if (entry) {
      entry->name = name;
    }
    return entry;
  }

  [[nodiscard]] Result<Attributes> read_child_attributes(Name name) const override {
    return with(name, [&](const char* text) { return read_attributes_at(descriptor(), text); });
  }

  [[nodiscard]] Result<std::string> read_link(Name name) const override {
    return with(name, [&](const char* text) { return read_link_target(text); });
  }

  [[nodiscard]] Result<std::unique_ptr<Directory>> open_directory(Name name) const override {
    return with(name, [&](const char* text) { return open_folder(text, Mounts::entered); });
  }

  [[nodiscard]] Result<std::unique_ptr<Directory>> open_directory_of_volume(
      Name name) const override {
    return with(name, [&](const char* text) { return open_folder(text, Mounts::refused); });
  }

  [[nodiscard]] Result<std::unique_ptr<ReadableFile>> open_file(Name name) const override {
    return with(name, [&](const char* text) { return open_readable_file(descriptor(), text); });
  }

  [[nodiscard]] Result<std::unique_ptr<Handle>> open_entry(Name name) const override {
    return with(name, [&](const char* text) -> Result<std::unique_ptr<Handle>> {
      Descriptor entry(open_child_descriptor(descriptor(), text, O_PATH | O_NOFOLLOW | O_CLOEXEC));
      if (!entry.is_open()) {
        return failure(os_error(errno));
      }
      return std::make_unique<LinuxEntryHandle>(std::move(entry));
    });
  }

  [[nodiscard]] Result<std::unique_ptr<StagedFile>> stage_unnamed(std::uint16_t mode) override {
    return stage_unnamed_in(holder(), mode);
  }

  [[nodiscard]] Result<std::unique_ptr<StagedFile>> stage_named(Name temporary,
                                                                Caching /*caching*/) override {
    return with(temporary, [&](const char* text) { return stage_named_in(holder(), text); });
  }

  [[nodiscard]] Result<void> create_directory(Name name, std::uint16_t mode) override {
    return with(name,
                [&](const char* text) { return create_directory_in(descriptor(), text, mode); });
  }

  [[nodiscard]] Result<void> create_symlink(Name name, const std::string& target) override {
    return with(name,
                [&](const char* text) { return create_symlink_in(descriptor(), text, target); });
  }

  [[nodiscard]] Result<void> create_special(Name name, EntryKind kind,
                                            std::uint64_t device) override {
    return with(name, [&](const char* text) {
      return create_special_in(descriptor(), text, kind, device);
    });
  }

  [[nodiscard]] Result<void> create_hard_link(const Directory& folder, Name existing,
                                              Name name) override {
    const int from = descriptor_behind(folder);
    if (from < 0) {
      return failure(ErrorKind::cross_volume);
    }
    return with(existing, [&](const char* existing_text) {
      return with(name, [&](const char* text) {
        return create_hard_link_in(from, existing_text, descriptor(), text);
      });
    });
  }

  [[nodiscard]] Result<void> rename(Name name, Directory& to, Name new_name,
                                    Overwrite overwrite) override {
    const int target = descriptor_behind(to);
    if (target < 0) {
      return failure(ErrorKind::cross_volume);
    }
    return with(name, [&](const char* text) {
      return with(new_name, [&](const char* new_text) {
        return rename_entry(descriptor(), text, target, new_text, overwrite);
      });
    });
  }

  [[nodiscard]] Result<void> remove(Name name) override {
    return with(name, [&](const char* text) -> Result<void> {
      if (uninterrupted([&] { return unlinkat(descriptor(), text, 0); }) == 0) {
        return {};
      }
      return failure(removal_error(errno, descriptor(), text));
    });
  }

  [[nodiscard]] Result<void> remove_directory(Name name) override {
    return with(name, [&](const char* text) -> Result<void> {
      const int result = uninterrupted([&] { return unlinkat(descriptor(), text, AT_REMOVEDIR); });
      // POSIX lets a folder that is not empty answer with either.
      if (result == 0) {
        return {};
      }
      return failure(removal_error(errno == EEXIST ? ENOTEMPTY : errno, descriptor(), text));
    });
  }

  [[nodiscard]] Result<Volume> volume() const override { return volume_of(descriptor()); }

  [[nodiscard]] std::string describe_volume() const override {
    const auto here = volume();
    return here ? lockstep::describe_volume(descriptor(), *here) : std::string();
  }

  [[nodiscard]] Result<std::string> persistent_id() const override {
    return lasting_identity_of(descriptor());
  }

  [[nodiscard]] Result<void> flush_volume() override {
    return answer(uninterrupted([&] { return syncfs(descriptor()); }));
  }

  [[nodiscard]] Result<void> flush() override {
    const int result = uninterrupted([&] { return fsync(descriptor()); });
    // Volumes that keep no folders to flush (some network and FUSE ones) say so in these ways.
    if (result != 0 && (errno == EINVAL || errno == EBADF || errno == ENOSYS)) {
      return {};
    }
    return answer(result);
  }

 private:
  // Returns what `call` answers to the name as a C string.
  template <typename Call>
  static auto with(Name name, Call call) -> decltype(call("")) {
    const CName c_name(name);
    if (!c_name.usable()) {
      return failure(c_name.error());
    }
    return call(c_name.text());
  }

  [[nodiscard]] Result<std::unique_ptr<Directory>> open_folder(const char* name,
                                                               Mounts mounts) const {
    Descriptor folder(open_child_descriptor(
        descriptor(), name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NOATIME, mounts));
    if (folder.is_open()) {
      return make_directory(std::move(folder));
    }
    const int code = errno;
    if (code == EXDEV && mounts == Mounts::refused && mounts_on_demand(descriptor(), name)) {
      return open_folder(name, Mounts::entered);
    }
    // The kernel says "not a directory" of a link, too.
    if (code == ENOTDIR) {
      const auto entry = examine_name(descriptor(), name);
      if (entry && entry->kind == EntryKind::symlink) {
        return failure(os_error(ELOOP));
      }
    }
    return failure(os_error(code));
  }

  [[nodiscard]] Result<std::string> read_link_target(const char* name) const {
    constexpr std::size_t kUsual = 256;
    constexpr std::size_t kLongest = 64 * 1024;
    std::string target;
    for (std::size_t size = kUsual; size <= kLongest; size *= 4) {
      target.resize(size);
      const ssize_t length =
          uninterrupted([&] { return readlinkat(descriptor(), name, target.data(), size); });
      if (length < 0) {
        return failure(errno == EINVAL ? Error(ErrorKind::changed, "It is no link any more", errno)
                                       : os_error(errno));
      }
      if (static_cast<std::size_t>(length) < size) {  // a full buffer may be a cut target
        target.resize(static_cast<std::size_t>(length));
        return target;
      }
    }
    return failure(os_error(ENAMETOOLONG));
  }
};

}  // namespace

std::unique_ptr<Directory> make_directory(Descriptor folder) {
  return std::make_unique<LinuxDirectory>(std::make_shared<const Descriptor>(std::move(folder)));
}

}  // namespace lockstep
