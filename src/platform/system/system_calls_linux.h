// System calls that glibc 2.36 does not know, or that older kernels lack. Each answers like any
// system call, with -1 and errno. A call that the kernel turns out not to have (ENOSYS) is not
// tried again.
#pragma once

#include <cstddef>
#include <fcntl.h>
#include <string>
#include <sys/types.h>

namespace lockstep {

// Opens one name of a folder; no link is followed, whatever happens meanwhile. `flags` holds
// O_NOFOLLOW. O_NOATIME is a wish: it is refused (EPERM) on a file that belongs to somebody else,
// and then left out. With Mounts::refused the call fails with EXDEV if something is mounted on the
// name; without openat2 (Linux 5.6) this is not checked.
enum class Mounts { entered, refused };
[[nodiscard]] int open_child_descriptor(int folder, const char* name, int flags,
                                        Mounts mounts = Mounts::entered);

[[nodiscard]] ssize_t get_directory_entries(int folder, void* buffer, std::size_t size);

// Renames, and fails with EEXIST rather than replace. EINVAL and ENOSYS mean that this volume or
// kernel has no such rename.
[[nodiscard]] int rename_without_replacing(int folder, const char* name, int to,
                                           const char* new_name);

// Does chmod on an O_PATH descriptor (fchmodat2, Linux 6.6; else through /proc). Fails with
// EOPNOTSUPP for links.
[[nodiscard]] int change_mode_of_path(int descriptor, mode_t mode);
// Does utimensat on an O_PATH descriptor, a link's own included.
[[nodiscard]] int change_times_of_path(int descriptor, const timespec (&times)[2]);

// Both read extended attributes of a name in a folder, a link's own if it is one (listxattrat and
// getxattrat, Linux 6.13; else through /proc).
[[nodiscard]] ssize_t list_attributes_at(int folder, const char* name, char* buffer,
                                         std::size_t size);
[[nodiscard]] ssize_t get_attribute_at(int folder, const char* name, const char* attribute,
                                       void* value, std::size_t size);

// "/proc/self/fd/7": a path that leads to the entry of an O_PATH descriptor, even if that is a
// link, for calls that take paths only.
class ProcPath {
 public:
  explicit ProcPath(int descriptor);
  [[nodiscard]] const char* text() const { return text_; }

 private:
  char text_[32] = "";
};

// Corrects errno after a call through /proc failed: ENOENT because there is no /proc says nothing
// about the entry, and becomes ENOSYS.
void correct_proc_error();

}  // namespace lockstep
