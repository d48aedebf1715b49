#include "platform/system/system_calls_linux.h"

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <string>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "platform/system/descriptor_posix.h"

namespace lockstep {
namespace {

// Calls added since Linux 5.1 have the same number on every architecture (except alpha). The
// system's headers may be older than these.
constexpr long kOpenat2 = 437;
constexpr long kFchmodat2 = 452;
constexpr long kGetxattrat = 464;
constexpr long kListxattrat = 465;

// struct xattr_args of linux/xattr.h, Linux 6.13.
struct AttributeArguments {
  std::uint64_t value;
  std::uint32_t size;
  std::uint32_t flags;
};
static_assert(sizeof(AttributeArguments) == 16);

// Remembers whether the kernel has a call: true until it answers ENOSYS. It does not matter which
// thread learns it first.
class Availability {
 public:
  [[nodiscard]] bool possible() const { return possible_.load(std::memory_order_relaxed); }
  // Notes the answer; returns true if it was that there is no such call.
  [[nodiscard]] bool is_missing(long result) {
    if (result == -1 && errno == ENOSYS) {
      possible_.store(false, std::memory_order_relaxed);
      return true;
    }
    return false;
  }

 private:
  std::atomic<bool> possible_{true};
};

int open_once(int folder, const char* name, int flags, Mounts mounts) {
  static Availability openat2;
  if (openat2.possible()) {
    open_how how{};
    how.flags = static_cast<std::uint64_t>(flags);
    // The name is one component already (CName) and O_NOFOLLOW is set; this is the second lock on
    // that door.
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    if (mounts == Mounts::refused) {
      how.resolve |= RESOLVE_NO_XDEV;
    }
    const long result =
        uninterrupted([&] { return syscall(kOpenat2, folder, name, &how, sizeof how); });
    // Some sandboxes refuse calls that they do not know with EPERM. (With O_NOATIME it has another
    // meaning.)
    const bool refused = result == -1 && errno == EPERM && (flags & O_NOATIME) == 0;
    if (!openat2.is_missing(result) && !refused) {
      return static_cast<int>(result);
    }
  }
  return uninterrupted([&] { return openat(folder, name, flags); });
}

std::string path_through_proc(int folder, const char* name) {
  return std::string(ProcPath(folder).text()).append(1, '/').append(name);
}

}  // namespace

ProcPath::ProcPath(int descriptor) {
  std::snprintf(text_, sizeof text_, "/proc/self/fd/%d", descriptor);
}

void correct_proc_error() {
  const int code = errno;
  errno = code == ENOENT && access("/proc/self/fd", F_OK) != 0 ? ENOSYS : code;
}

int open_child_descriptor(int folder, const char* name, int flags, Mounts mounts) {
  const int result = open_once(folder, name, flags, mounts);
  if (result == -1 && errno == EPERM && (flags & O_NOATIME) != 0) {
    return open_once(folder, name, flags & ~O_NOATIME, mounts);
  }
  return result;
}

ssize_t get_directory_entries(int folder, void* buffer, std::size_t size) {
  return uninterrupted([&] { return syscall(SYS_getdents64, folder, buffer, size); });
}

int rename_without_replacing(int folder, const char* name, int to, const char* new_name) {
  return static_cast<int>(uninterrupted(
      [&] { return syscall(SYS_renameat2, folder, name, to, new_name, RENAME_NOREPLACE); }));
}

int change_mode_of_path(int descriptor, mode_t mode) {
  static Availability fchmodat2;
  if (fchmodat2.possible()) {
    const long result =
        uninterrupted([&] { return syscall(kFchmodat2, descriptor, "", mode, AT_EMPTY_PATH); });
    if (!fchmodat2.is_missing(result)) {
      return static_cast<int>(result);
    }
  }
  // Some kernels would change a link's own mode this way on some file systems, and then report
  // EOPNOTSUPP (the GNU C library's fchmodat.c tells the story).
  struct stat status{};
  if (fstat(descriptor, &status) != 0) {
    return -1;
  }
  if (S_ISLNK(status.st_mode)) {
    errno = EOPNOTSUPP;
    return -1;
  }
  const int result = uninterrupted([&] { return chmod(ProcPath(descriptor).text(), mode); });
  if (result == -1) {
    correct_proc_error();
  }
  return result;
}

int change_times_of_path(int descriptor, const timespec (&times)[2]) {
  int result = uninterrupted([&] { return utimensat(descriptor, "", times, AT_EMPTY_PATH); });
  if (result == -1 && errno == EINVAL) {  // before Linux 5.8 there was no AT_EMPTY_PATH here
    result =
        uninterrupted([&] { return utimensat(AT_FDCWD, ProcPath(descriptor).text(), times, 0); });
    if (result == -1) {
      correct_proc_error();
    }
  }
  return result;
}

ssize_t list_attributes_at(int folder, const char* name, char* buffer, std::size_t size) {
  static Availability listxattrat;
  if (listxattrat.possible()) {
    const long result = uninterrupted(
        [&] { return syscall(kListxattrat, folder, name, AT_SYMLINK_NOFOLLOW, buffer, size); });
    if (!listxattrat.is_missing(result)) {
      return result;
    }
  }
  const std::string path = path_through_proc(folder, name);
  const ssize_t result = uninterrupted([&] { return llistxattr(path.c_str(), buffer, size); });
  if (result == -1) {
    correct_proc_error();
  }
  return result;
}

ssize_t get_attribute_at(int folder, const char* name, const char* attribute, void* value,
                         std::size_t size) {
  static Availability getxattrat;
  if (getxattrat.possible()) {
    AttributeArguments arguments{reinterpret_cast<std::uintptr_t>(value),
                                 static_cast<std::uint32_t>(size), 0};
    const long result = uninterrupted([&] {
      return syscall(kGetxattrat, folder, name, AT_SYMLINK_NOFOLLOW, attribute, &arguments,
                     sizeof arguments);
    });
    if (!getxattrat.is_missing(result)) {
      return result;
    }
  }
  const std::string path = path_through_proc(folder, name);
  const ssize_t result =
      uninterrupted([&] { return lgetxattr(path.c_str(), attribute, value, size); });
  if (result == -1) {
    correct_proc_error();
  }
  return result;
}

}  // namespace lockstep
