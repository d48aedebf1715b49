#include "support/system/told_mounts_linux.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "support/system/answered_calls_linux.h"

namespace lockstep {
namespace {

// Returns a descriptor that reads as the text; the thread that asked for it closes it.
long open_text(const std::string& text) {
  const int file = memfd_create("mountinfo", MFD_CLOEXEC);
  const bool whole =
      pwrite(file, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
  return whole ? file : -EIO;
}

long tell_volume(const SystemCall& call, const ToldMounts& told) {
  const long result = make_call(call);
  struct statfs status{};
  read_at(call.arguments[1], &status, sizeof status);
  if (told.volume_number) status.f_type = *told.volume_number;
  static_assert(sizeof status.f_fsid == 8);
  if (told.volume_id) std::memcpy(&status.f_fsid, told.volume_id->data(), sizeof status.f_fsid);
  write_at(call.arguments[1], &status, sizeof status);
  return result;
}

// True for FS_IOC_GETFSUUID of linux/fs.h.
bool asks_for_uuid(const SystemCall& call) { return (call.arguments[1] & 0xffff) == 0x1500; }

long tell_uuid(const SystemCall& call, const ToldMounts& told) {
  if (!told.uuid) return -ENOTTY;
  const auto length = static_cast<std::uint8_t>(told.uuid->size());
  write_at(call.arguments[2], &length, 1);
  write_at(call.arguments[2] + 1, told.uuid->data(), told.uuid->size());
  return 0;
}

std::optional<long> tell_mount_point(const SystemCall& call, const ToldMounts& told) {
  if (!told.mount_point || !text_at(call.arguments[1]).empty()) return std::nullopt;
  const long result = make_call(call);
  struct statx status{};
  read_at(call.arguments[4], &status, sizeof status);
  constexpr std::uint64_t kMountPoint = STATX_ATTR_MOUNT_ROOT;
  status.stx_attributes_mask |= kMountPoint;
  status.stx_attributes &= ~kMountPoint;
  if (*told.mount_point) status.stx_attributes |= kMountPoint;
  write_at(call.arguments[4], &status, sizeof status);
  return result;
}

}  // namespace

bool with_told_mounts(const ToldMounts& told, const std::function<void()>& body) {
  const auto answer = [&](const SystemCall& call) -> std::optional<long> {
    if (call.number == SYS_statx) return tell_mount_point(call, told);
    if (call.number == SYS_fstatfs) return tell_volume(call, told);
    if (call.number == SYS_ioctl)
      return asks_for_uuid(call) ? std::optional(tell_uuid(call, told)) : std::nullopt;
    if (text_at(call.arguments[1]) != "/proc/self/mountinfo") return std::nullopt;
    return told.table ? open_text(*told.table) : -EACCES;
  };
  return with_answered_calls({SYS_openat, SYS_fstatfs, SYS_ioctl, SYS_statx}, answer, body);
}

std::uint64_t mount_number_of(const std::string& path) {
  struct statx status{};
  return statx(AT_FDCWD, path.c_str(), 0, STATX_MNT_ID, &status) == 0 ? status.stx_mnt_id : 0;
}

}  // namespace lockstep
