#include "platform/disk/creation_linux.h"

#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/disk/entry_linux.h"
#include "platform/disk/handle_linux.h"
#include "platform/disk/refusal_linux.h"
#include "platform/system/descriptor_posix.h"
#include "platform/system/os_error.h"
#include "platform/system/system_calls_linux.h"

namespace lockstep {
namespace {

constexpr mode_t kOwnerOnly = 0600;

std::optional<mode_t> type_of(EntryKind kind) {
  switch (kind) {
    case EntryKind::fifo:
      return S_IFIFO;
    case EntryKind::socket:
      return S_IFSOCK;
    case EntryKind::character_device:
      return S_IFCHR;
    case EntryKind::block_device:
      return S_IFBLK;
    default:
      return std::nullopt;
  }
}

// Sets the mode through a handle, which no swapped name can lead astray.
Result<void> correct_mode(int folder, const char* name, std::uint16_t mode) {
  const Descriptor created(open_child_descriptor(folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC));
  if (!created.is_open()) {
    return failure(os_error(errno));
  }
  const auto entry = examine_descriptor(created.number());
  if (!entry) {
    return failure(entry.error());
  }
  if (entry->kind != EntryKind::directory) {
    return failure(ErrorKind::changed, "The new folder was replaced at once");
  }
  return set_mode_of(created.number(), Access::path, mode);
}

}  // namespace

Result<void> create_directory_in(int folder, const char* name, std::uint16_t mode) {
  if (uninterrupted([&] { return mkdirat(folder, name, mode); }) != 0) {
    return failure(creation_error(errno, folder, EntryKind::directory));
  }
  // The umask and a default ACL take bits away, a setgid parent adds one, mkdir(2) leaves out
  // setuid and setgid: one look is cheaper than to set a mode that is right already.
  const auto created = examine_name(folder, name);
  if (!created) {
    return failure(created.error());
  }
  return created->mode == mode ? Result<void>() : correct_mode(folder, name, mode);
}

Result<void> create_symlink_in(int folder, const char* name, const std::string& target) {
  if (target.empty() || target.find('\0') != std::string::npos) {
    return failure(ErrorKind::invalid, "No link can have this target");
  }
  if (uninterrupted([&] { return symlinkat(target.c_str(), folder, name); }) != 0) {
    return failure(creation_error(errno, folder, EntryKind::symlink));
  }
  return {};
}

Result<void> create_special_in(int folder, const char* name, EntryKind kind, std::uint64_t device) {
  const auto type = type_of(kind);
  if (!type) {
    return failure(ErrorKind::invalid, "Not a special file");
  }
  if (uninterrupted([&] { return mknodat(folder, name, *type | kOwnerOnly, device); }) != 0) {
    return failure(creation_error(errno, folder, kind));
  }
  return {};
}

Result<void> create_hard_link_in(int existing_folder, const char* existing, int folder,
                                 const char* name) {
  // Without AT_SYMLINK_FOLLOW a link itself gets the new name (link(2)).
  if (uninterrupted([&] { return linkat(existing_folder, existing, folder, name, 0); }) != 0) {
    return failure(hard_link_error(errno, existing_folder, existing, folder));
  }
  return {};
}

}  // namespace lockstep
