#include "platform/disk/renaming_linux.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

#include "platform/disk/entry_linux.h"
#include "platform/disk/refusal_linux.h"
#include "platform/system/descriptor_posix.h"
#include "platform/system/os_error.h"
#include "platform/system/system_calls_linux.h"

namespace lockstep {
namespace {

// Renames on volumes that know no RENAME_NOREPLACE (NFS, many FUSE): the file gets a second name,
// then the first one goes. Both exist for a moment; no entry can be replaced. Folders, and
// everything on volumes without hard links, are renamed after a look: an entry that appears between
// the look and the rename would be replaced, if it is an empty folder or no folder.
int rename_in_two_steps(int folder, const char* name, int to, const char* new_name) {
  if (uninterrupted([&] { return linkat(folder, name, to, new_name, 0); }) == 0) {
    return uninterrupted([&] { return unlinkat(folder, name, 0); });
  }
  if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS && errno != EMLINK) {
    return -1;
  }
  struct statx status{};
  if (read_status(to, new_name, status) == 0) {
    errno = EEXIST;
    return -1;
  }
  if (errno != ENOENT) {
    return -1;
  }
  return uninterrupted([&] { return renameat(folder, name, to, new_name); });
}

}  // namespace

Result<void> rename_entry(int folder, const char* name, int to, const char* new_name,
                          Overwrite overwrite) {
  if (overwrite == Overwrite::allowed) {
    if (uninterrupted([&] { return renameat(folder, name, to, new_name); }) != 0) {
      // POSIX lets a folder that is not empty answer with either.
      return failure(errno == EEXIST ? os_error(ENOTEMPTY) : removal_error(errno, to, new_name));
    }
    return {};
  }
  int result = rename_without_replacing(folder, name, to, new_name);
  if (result != 0 && (errno == EINVAL || errno == ENOSYS)) {
    result = rename_in_two_steps(folder, name, to, new_name);
  }
  if (result != 0) {
    return failure(new_name_error(errno));
  }
  return {};
}

}  // namespace lockstep
