#include "platform/disk/lock_holder_linux.h"

#include <algorithm>
#include <array>
#include <climits>
#include <cstdio>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "platform/disk/small_file.h"
#include "platform/system/user_linux.h"

namespace lockstep {
namespace {

struct Lock {
  int process = 0;
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
};

// Reads a line like "1: FLOCK  ADVISORY  WRITE 1234 08:01:131074 0 EOF". A process that only waits
// for a lock has "->" before its kind.
std::optional<Lock> parse_lock(const std::string& line) {
  int process = 0;
  unsigned major = 0;
  unsigned minor = 0;
  unsigned long long inode = 0;
  // NOLINTNEXTLINE(bugprone-unchecked-string-to-number-conversion): the kernel wrote these numbers
  if (std::sscanf(line.c_str(), "%*d: FLOCK %*s WRITE %d %x:%x:%llu", &process, &major, &minor,
                  &inode) != 4) {
    return std::nullopt;
  }
  return Lock{process, makedev(major, minor), inode};
}

std::string first_line_as_text(const std::string& path) {
  // A command line may be long; one longer than this is not shown at all.
  constexpr std::size_t kLongest = 4 * 1024 * 1024;
  std::string text = read_small_file(path, kLongest).value_or("");
  std::ranges::replace(text, '\0', ' ');
  while (text.ends_with(' ') || text.ends_with('\n')) {
    text.pop_back();
  }
  return text;
}

}  // namespace

std::optional<int> find_lock_holder(std::string_view locks, std::uint64_t device,
                                    std::uint64_t inode) {
  std::optional<int> by_inode;
  while (!locks.empty()) {
    const std::string line(locks.substr(0, locks.find('\n')));
    locks.remove_prefix(std::min(line.size() + 1, locks.size()));
    const auto lock = parse_lock(line);
    if (!lock || lock->inode != inode ||
        lock->process <= 0) {  // 0 is a process of a container that we can't see into
      continue;
    }
    if (lock->device == device) {
      return lock->process;
    }
    by_inode = lock->process;
  }
  return by_inode;
}

bool is_trusted_lockstep(int process) {
  const std::string folder = "/proc/" + std::to_string(process);
  struct stat status{};
  if (stat(folder.c_str(), &status) != 0 || !is_trusted_user(status.st_uid)) return false;
  std::array<char, PATH_MAX> program{};
  const ssize_t length =
      readlink((folder + "/exe").c_str(), program.data(), program.size());
  if (length <= 0) return false;
  const std::string_view path(program.data(), static_cast<std::size_t>(length));
  return path.substr(path.rfind('/') + 1).starts_with("lockstep");
}

std::string command_of_process(int process) {
  const std::string folder = "/proc/" + std::to_string(process);
  std::string command = first_line_as_text(folder + "/cmdline");
  return command.empty() ? first_line_as_text(folder + "/comm") : command;
}

std::string describe_process(int process) {
  if (process == getpid()) {
    return "another job of this process";
  }
  const std::string command = command_of_process(process);
  std::string text = "process " + std::to_string(process);
  return command.empty() ? text : text + " (" + command + ")";
}

}  // namespace lockstep
