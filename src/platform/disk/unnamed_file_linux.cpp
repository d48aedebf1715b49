#include <atomic>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>

#include "platform/disk/refusal_linux.h"
#include "platform/disk/small_file.h"
#include "platform/disk/staged_file_linux.h"
#include "platform/system/c_name_posix.h"
#include "platform/system/os_error.h"
#include "platform/system/system_calls_linux.h"

namespace lockstep {
namespace {

// Returns the process's umask, which this program never changes. umask(2) can only be read by
// setting it, which other threads would notice; /proc tells it since Linux 4.7.
mode_t process_umask() {
  static const mode_t mask = [] {
    constexpr std::size_t kLimit = 64 * 1024;
    const std::string status = read_small_file("/proc/self/status", kLimit).value_or("");
    const auto line = status.find("\nUmask:");
    constexpr int kOctal = 8;
    // If it is unknown everything may have been taken away, so every mode is set again.
    return line == std::string::npos
               ? mode_t{0777}
               : static_cast<mode_t>(std::strtoul(status.c_str() + line + 7, nullptr, kOctal));
  }();
  return mask;
}

// Gives a descriptor's file a name: by linkat of the descriptor itself, for processes with
// CAP_DAC_READ_SEARCH and since Linux 6.10 for the user who opened it; else through /proc (open(2),
// O_TMPFILE).
int link_descriptor(int file, int folder, const char* name) {
  static std::atomic<bool> directly{true};
  if (directly.load(std::memory_order_relaxed)) {
    const int result = uninterrupted([&] { return linkat(file, "", folder, name, AT_EMPTY_PATH); });
    if (result == 0 || (errno != ENOENT && errno != EPERM)) {
      return result;
    }
  }
  const int result = uninterrupted(
      [&] { return linkat(AT_FDCWD, ProcPath(file).text(), folder, name, AT_SYMLINK_FOLLOW); });
  if (result == 0) {
    directly.store(false, std::memory_order_relaxed);
  } else {
    correct_proc_error();
  }
  return result;
}

class UnnamedFile final : public LinuxStagedFile {
 public:
  using LinuxStagedFile::LinuxStagedFile;

  [[nodiscard]] Result<void> publish(Name name, Overwrite overwrite) override {
    if (overwrite == Overwrite::allowed) {  // linkat never replaces
      return failure(ErrorKind::not_supported, "An unnamed file replaces nothing");
    }
    const CName c_name(name);
    if (!c_name.usable()) {
      return failure(c_name.error());
    }
    if (link_descriptor(descriptor(), folder(), c_name.text()) != 0) {
      return failure(new_name_error(errno));
    }
    return {};
  }
};

}  // namespace

Result<std::unique_ptr<StagedFile>> stage_unnamed_in(const SharedDescriptor& folder,
                                                     std::uint16_t mode) {
  const mode_t wanted = mode & 0777;
  Descriptor file(uninterrupted(
      [&] { return openat(folder->number(), ".", O_TMPFILE | O_RDWR | O_CLOEXEC, wanted); }));
  if (!file.is_open()) {
    // EISDIR comes from kernels, and EINVAL from file systems, that take the flag for the older
    // ones it is made of (open(2)).
    const bool unknown =
        errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL || errno == ENOSYS;
    return failure(unknown ? os_error(errno, ErrorKind::not_supported)
                           : staging_error(errno, folder->number()));
  }
  // The umask leaves most modes whole, which then need no further call.
  if ((wanted & process_umask()) != 0) {
    if (auto changed = set_mode_of(file.number(), Access::full, static_cast<std::uint16_t>(wanted));
        !changed) {
      return failure(changed.error());
    }
  }
  return std::make_unique<UnnamedFile>(folder, std::move(file));
}

}  // namespace lockstep
