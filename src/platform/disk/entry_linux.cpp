#include "platform/disk/entry_linux.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include "platform/system/descriptor_posix.h"
#include "platform/system/os_error.h"

namespace lockstep {
namespace {

// stx_blocks counts blocks of this size, whatever the volume's own are.
constexpr std::uint64_t kBytesPerBlock = 512;

EntryKind kind_of(std::uint32_t mode) {
  switch (mode & S_IFMT) {
    case S_IFREG:
      return EntryKind::file;
    case S_IFDIR:
      return EntryKind::directory;
    case S_IFLNK:
      return EntryKind::symlink;
    case S_IFIFO:
      return EntryKind::fifo;
    case S_IFSOCK:
      return EntryKind::socket;
    case S_IFCHR:
      return EntryKind::character_device;
    case S_IFBLK:
      return EntryKind::block_device;
    default:
      return EntryKind::other;
  }
}

}  // namespace

int read_status(int descriptor, const char* name, struct statx& status) {
  const int flags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | (*name == '\0' ? AT_EMPTY_PATH : 0);
  return uninterrupted([&] { return statx(descriptor, name, flags, STATX_BASIC_STATS, &status); });
}

Entry to_entry(const struct statx& status) {
  Entry entry;
  entry.kind = kind_of(status.stx_mode);
  entry.identity = {device_of(status), status.stx_ino};
  entry.size = status.stx_size;
  if (entry.kind == EntryKind::character_device || entry.kind == EntryKind::block_device) {
    entry.size = makedev(status.stx_rdev_major, status.stx_rdev_minor);
  }
  entry.modified_seconds = status.stx_mtime.tv_sec;
  entry.modified_nanoseconds = status.stx_mtime.tv_nsec;
  entry.changed_seconds = status.stx_ctime.tv_sec;
  entry.changed_nanoseconds = status.stx_ctime.tv_nsec;
  entry.owner = status.stx_uid;
  entry.group = status.stx_gid;
  entry.link_count = status.stx_nlink;
  entry.mode = status.stx_mode & 07777;
  entry.sparse =
      entry.kind == EntryKind::file && status.stx_blocks < status.stx_size / kBytesPerBlock;
  entry.mount_point = (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
  return entry;
}

bool tells_mount_points(const struct statx& status) {
  return (status.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) != 0;
}

std::uint64_t device_of(const struct statx& status) {
  return makedev(status.stx_dev_major, status.stx_dev_minor);
}

Result<Entry> examine_name(int folder, const char* name) {
  struct statx status{};
  if (read_status(folder, name, status) != 0) {
    return failure(os_error(errno));
  }
  Entry entry = to_entry(status);
  struct statx folder_status{};
  if (!tells_mount_points(status) && read_status(folder, "", folder_status) == 0) {
    entry.mount_point = device_of(folder_status) != entry.identity.volume;
  }
  return entry;
}

bool mounts_on_demand(int folder, const char* name) {
  struct statx status{};
  struct statfs volume{};
  return (read_status(folder, name, status) == 0 &&
          (status.stx_attributes & STATX_ATTR_AUTOMOUNT) != 0) ||
         (fstatfs(folder, &volume) == 0 && volume.f_type == AUTOFS_SUPER_MAGIC);
}

Result<Entry> examine_descriptor(int descriptor) {
  struct statx status{};
  if (read_status(descriptor, "", status) != 0) {
    return failure(os_error(errno));
  }
  Entry entry = to_entry(status);
  struct statx parent{};
  if (!tells_mount_points(status) && entry.kind == EntryKind::directory &&
      read_status(descriptor, "..", parent) == 0) {
    entry.mount_point = device_of(parent) != entry.identity.volume;
  }
  return entry;
}

}  // namespace lockstep
