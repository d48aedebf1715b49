#include "platform/disk/refusal_linux.h"

#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "platform/disk/entry_linux.h"
#include "platform/system/os_error.h"

namespace lockstep {
namespace {

bool is_marked(const struct statx& status) {
  return (status.stx_attributes & (STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND)) != 0;
}

bool is_marked(int folder, const char* name) {
  struct statx status{};
  return read_status(folder, name, status) == 0 && is_marked(status);
}

// True for immutable and append-only entries (chattr(1)), which refuse with EPERM too.
bool is_locked_by_attribute(int folder, const char* name) {
  struct statx status{};
  return read_status(folder, name, status) != 0 || is_marked(status);
}

bool is_folder(int folder, const char* name) {
  struct statx status{};
  return read_status(folder, name, status) == 0 && S_ISDIR(status.stx_mode);
}

// fs.protected_hardlinks: users other than root may link only to files of their own
// (proc_sys_fs(5)).
bool may_link_to(int folder, const char* existing) {
  struct statx status{};
  return geteuid() == 0 ||
         (read_status(folder, existing, status) == 0 && status.stx_uid == geteuid());
}

Error without_support(int code) { return os_error(code, ErrorKind::not_supported); }

Error with_hint(int code, const char* what) {
  const Error plain = os_error(code);
  return Error(plain.kind(),
               fmt::format("{} ({} is immutable or append-only: see lsattr)", plain.reason(), what),
               code);
}

}  // namespace

Error new_name_error(int code) {
  return code == EINVAL ? os_error(code, ErrorKind::name_not_possible) : os_error(code);
}

Error creation_error(int code, int folder, EntryKind kind) {
  const bool needs_no_privilege =
      kind == EntryKind::symlink || kind == EntryKind::fifo || kind == EntryKind::socket;
  if (code == EPERM && needs_no_privilege && !is_locked_by_attribute(folder, "")) {
    return without_support(code);  // symlink(2), mknod(2)
  }
  return code == EPERM ? staging_error(code, folder) : new_name_error(code);
}

Error staging_error(int code, int folder) {
  return code == EPERM && is_marked(folder, "") ? with_hint(code, "its folder") : os_error(code);
}

Error removal_error(int code, int folder, const char* name) {
  const bool locked = code == EPERM && (is_marked(folder, name) || is_marked(folder, ""));
  if (!locked) return new_name_error(code);
  return with_hint(code, "it, or its folder,");
}

Error hard_link_error(int code, int existing_folder, const char* existing, int folder) {
  // A folder has come to the name: its refusal says nothing of the volume.
  if (code == EPERM && is_folder(existing_folder, existing))
    return os_error(code, ErrorKind::changed);
  if (code == EPERM && !is_locked_by_attribute(folder, "") &&
      !is_locked_by_attribute(existing_folder, existing) &&
      may_link_to(existing_folder, existing)) {
    return without_support(code);  // link(2)
  }
  return new_name_error(code);
}

}  // namespace lockstep
