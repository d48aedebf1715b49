#include "platform/disk/handle_linux.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "platform/disk/entry_linux.h"
#include "platform/system/os_error.h"
#include "platform/system/system_calls_linux.h"

namespace lockstep {

Result<void> set_owner_of(int descriptor, Access access, std::uint32_t owner, std::uint32_t group) {
  const int result = uninterrupted([&] {
    return access == Access::full ? fchown(descriptor, owner, group)
                                  : fchownat(descriptor, "", owner, group, AT_EMPTY_PATH);
  });
  if (result == 0) {
    return {};
  }
  const int code = errno;
  // EPERM says that this user may not, that the volume has no owners (vfat, root squash), or that
  // this one entry is locked (chattr(1)): the last must not be taken for the volume's answer.
  struct statx status{};
  const bool locked = code == EPERM && read_status(descriptor, "", status) == 0 &&
                      (status.stx_attributes & (STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND)) != 0;
  return failure(locked ? os_error(code, ErrorKind::other) : os_error(code));
}

Result<void> set_mode_of(int descriptor, Access access, std::uint16_t mode) {
  const int result = access == Access::full
                         ? uninterrupted([&] { return fchmod(descriptor, mode); })
                         : change_mode_of_path(descriptor, mode);
  if (result == 0) {
    return {};
  }
  const int code = errno;
  if (code == EOPNOTSUPP && access == Access::path) {
    const auto entry = examine_descriptor(descriptor);
    if (entry && entry->kind == EntryKind::symlink) {
      return {};
    }
  }
  return failure(os_error(code));
}

Result<void> set_modified_of(int descriptor, Access access, Timestamp time) {
  timespec times[2] = {};
  times[0].tv_nsec = UTIME_OMIT;  // leaves the access time alone
  times[1].tv_sec = static_cast<time_t>(time.seconds);
  times[1].tv_nsec = static_cast<long>(time.nanoseconds);
  const int result = access == Access::full
                         ? uninterrupted([&] { return futimens(descriptor, times); })
                         : change_times_of_path(descriptor, times);
  if (result != 0) {
    return failure(os_error(errno));
  }
  return {};
}

}  // namespace lockstep
