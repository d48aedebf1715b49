#include "platform/disk/runtime_folder_linux.h"

#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <vector>

#include "platform/disk/handle_linux.h"
#include "platform/disk/roots.h"
#include "platform/system/os_error.h"
#include "platform/system/process.h"

namespace lockstep {
namespace {

constexpr mode_t kOthers = 0077;
constexpr mode_t kPrivate = 0700;
constexpr mode_t kEverybodyLooks = 0755;  // the control socket lies there, too

// Returns the first folder of the list that the variable holds.
std::string variable(const char* name) {
  const char* const value =
      std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets variables
  const std::string text = value != nullptr && value[0] == '/' ? value : "";
  return text.substr(0, text.find(':'));
}

// Returns the folders to try in turn: whatever is wrong with one says nothing about the next.
std::vector<std::string> candidates() {
  std::vector<std::string> folders;
  const auto add = [&folders](const std::string& base, const char* inner) {
    if (!base.empty()) folders.push_back(base + inner);
  };
  if (is_superuser()) {
    add("/run", "/lockstep");
    // The service's folder belongs to another user if the service runs as one.
    add("/run", "/lockstep-root");
  } else {
    add(variable("XDG_RUNTIME_DIR"), "/lockstep");
  }
  add(variable("RUNTIME_DIRECTORY"), "");
  add(default_state_folder(), "");
  return folders;
}

Descriptor open_folder(int parent, const char* name) {
  return Descriptor(uninterrupted([&] {
    return openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  }));
}

// True if the folder is this user's: only its owner could exchange what lies in it.
bool is_ours(int folder, mode_t nobody_may) {
  struct stat status{};
  return fstat(folder, &status) == 0 && status.st_uid == geteuid() &&
         (status.st_mode & nobody_may) == 0;
}

Result<Descriptor> open_locks_in(const std::string& path) {
  const bool is_state_folder = path == default_state_folder();
  const auto place = find_root(path);
  if (!place) return failure(place.error());
  const bool all_but_one_exist = (*place)->missing().size() <= 1;
  if (!(*place)->foreign_links().empty() || !(is_state_folder || all_but_one_exist))
    return failure(os_error(ENOENT));
  const auto created = (*place)->create();
  if (!created) return failure(created.error());
  const int above = descriptor_behind(**place);
  if (created->is_new) {  // the umask may have changed the mode
    const Descriptor made = open_folder(above, ".");
    if (fchmod(made.number(), is_state_folder ? kPrivate : kEverybodyLooks) != 0)
      return failure(os_error(errno));
  }
  if (!is_ours(above, S_IWGRP | S_IWOTH)) return failure(os_error(EPERM));
  if (mkdirat(above, "locks", kPrivate) != 0 && errno != EEXIST) return failure(os_error(errno));
  Descriptor folder = open_folder(above, "locks");
  if (!folder.is_open()) return failure(os_error(errno));
  if (!is_ours(folder.number(), kOthers)) return failure(os_error(EPERM));
  return folder;
}

}  // namespace

Result<Descriptor> open_locks_folder() {
  Result<Descriptor> folder = failure(os_error(ENOENT));
  std::string last;
  const std::vector<std::string> paths = candidates();
  if (paths.empty()) {
    return failure(ErrorKind::not_found,
                   "there is no folder for locks, since this user has no home folder: set "
                   "XDG_RUNTIME_DIR, RUNTIME_DIRECTORY or STATE_DIRECTORY");
  }
  for (const std::string& path : paths) {
    folder = open_locks_in(path);
    if (folder) return folder;
    last = path + "/locks";
  }
  return failure(folder.error().within("open the folder of locks", last));
}

}  // namespace lockstep
