#include "platform/disk/own_file_linux.h"

#include <climits>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "platform/disk/foreign_link_linux.h"
#include "platform/disk/handle_linux.h"
#include "platform/system/os_error.h"
#include "platform/system/user_linux.h"

namespace lockstep {
namespace {

constexpr int kMostLinks = 40;  // as many as the kernel follows

// True for null(4) and full(4): both answer at once, and keep nothing.
bool is_harmless_device(const struct stat& status) {
  constexpr unsigned kMemory = 1;
  constexpr unsigned kNull = 3;
  constexpr unsigned kFull = 7;
  return S_ISCHR(status.st_mode) && major(status.st_rdev) == kMemory &&
         (minor(status.st_rdev) == kNull || minor(status.st_rdev) == kFull);
}

Result<void> check_kind(const struct stat& status) {
  if (S_ISREG(status.st_mode) || is_harmless_device(status)) return {};
  if (S_ISDIR(status.st_mode)) return failure(os_error(EISDIR));
  const char* const what = S_ISFIFO(status.st_mode)   ? "a fifo"
                           : S_ISSOCK(status.st_mode) ? "a socket"
                           : S_ISLNK(status.st_mode)  ? "a link"
                                                      : "a device";
  return failure(ErrorKind::invalid, std::string("it is ") + what + ", and no regular file");
}

// Refuses a file that has several names and lies in a folder that other users may write to: they
// may have made this name as a hard link to anybody's file.
Result<void> check_names(const struct stat& status, int folder) {
  struct stat above{};
  if (fstat(folder, &above) != 0) return failure(os_error(errno));
  const bool only_ours =
      is_trusted_user(above.st_uid) && (above.st_mode & (S_IWGRP | S_IWOTH)) == 0;
  if (status.st_nlink <= 1 || only_ours || !S_ISREG(status.st_mode)) return {};
  return failure(ErrorKind::invalid,
                 "it has other names (hard links), and other users may write to its folder, so it "
                 "may be anybody's file");
}

// True for an entry of /proc. Its links stand for what a process has open, and their text is no
// path that can be followed: /dev/stdout may lead to "pipe:[4711]", or to a file that a shell
// writes to.
bool is_of_proc(const Descriptor& entry) {
  struct statfs volume{};
  return fstatfs(entry.number(), &volume) == 0 && volume.f_type == PROC_SUPER_MAGIC;
}

// Returns the path that the link leads to; empty if there is no link of that name.
Result<std::string> target_of(const OwnPlace& place) {
  const Descriptor entry(uninterrupted([&] {
    return openat(place.descriptor(), place.name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC);
  }));
  if (!entry.is_open()) {
    return errno == ENOENT ? Result<std::string>(std::string()) : failure(os_error(errno));
  }
  struct stat status{};
  if (fstat(entry.number(), &status) != 0) return failure(os_error(errno));
  if (!S_ISLNK(status.st_mode)) return std::string();
  if (is_of_proc(entry)) {
    return failure(ErrorKind::invalid,
                   "it stands for what a process has open, and is no regular file");
  }
  std::string target(PATH_MAX, '\0');
  const ssize_t length =
      uninterrupted([&] { return readlinkat(entry.number(), "", target.data(), target.size()); });
  if (length <= 0) return failure(os_error(length == 0 ? ENOENT : errno));
  target.resize(static_cast<std::size_t>(length));
  struct stat above{};
  if (fstat(place.descriptor(), &above) != 0) return failure(os_error(errno));
  const std::string real = place.folder->real();
  const std::string folder = real == "/" ? std::string() : real;
  if (const auto link = as_foreign({folder, place.name, target, above, status}))
    return failure(ErrorKind::is_a_link, "it leads through " + describe(*link));
  return target.starts_with('/') ? target : folder + "/" + target;
}

}  // namespace

int OwnPlace::descriptor() const { return descriptor_behind(*folder); }

Result<OwnPlace> find_own_folder_of(const std::string& path) {
  if (path.empty() || path.find('\0') != std::string::npos || path.ends_with('/'))
    return failure(ErrorKind::invalid, "Not a path of a file");
  const auto slash = path.rfind('/');
  const std::string above = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  auto folder = find_root(above);
  if (!folder) return failure(folder.error());
  if (!(*folder)->foreign_links().empty()) {
    return failure(ErrorKind::is_a_link,
                   "it leads through " + describe((*folder)->foreign_links().front()));
  }
  if (!(*folder)->missing().empty()) return failure(os_error(ENOENT));
  return OwnPlace{std::move(*folder), path.substr(slash == std::string::npos ? 0 : slash + 1)};
}

Result<OwnPlace> find_own_place(const std::string& path) {
  std::string wanted = path;
  for (int links = 0; links <= kMostLinks; ++links) {
    auto place = find_own_folder_of(wanted);
    if (!place) return place;
    auto target = target_of(*place);
    if (!target) return failure(target.error());
    if (target->empty()) return place;
    wanted = std::move(*target);
  }
  return failure(os_error(ELOOP));
}

Result<Descriptor> open_own_file(const OwnPlace& place, int flags, mode_t mode) {
  struct stat status{};
  // The kind is looked at first: even opening some devices does something.
  if (fstatat(place.descriptor(), place.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) {
    if (auto good = check_kind(status); !good) return failure(good.error());
  } else if (errno != ENOENT) {
    return failure(os_error(errno));
  }
  Descriptor file(uninterrupted([&] {
    return openat(place.descriptor(), place.name.c_str(),
                  flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, mode);
  }));
  if (!file.is_open()) return failure(os_error(errno));
  if (fstat(file.number(), &status) != 0) return failure(os_error(errno));
  if (auto good = check_kind(status); !good) return failure(good.error());
  if (auto good = check_names(status, place.descriptor()); !good) return failure(good.error());
  return file;
}

Result<void> write_all(int file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t count =
        uninterrupted([&] { return ::write(file, content.data(), content.size()); });
    if (count < 0) return failure(os_error(errno));
    content.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

}  // namespace lockstep
