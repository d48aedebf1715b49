#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "platform/system/process.h"

namespace lockstep {
namespace {

// Returns the effective capabilities of this thread (capget(2); glibc has no wrapper).
std::uint64_t effective_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {};
  if (syscall(SYS_capget, &header, data) != 0) {
    return 0;
  }
  constexpr unsigned kHigh = 32;
  return data[0].effective | static_cast<std::uint64_t>(data[1].effective) << kHigh;
}

// Returns a variable that holds an absolute path; the XDG specification has others ignored.
std::string folder_variable(const char* name) {
  const char* const value =
      std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets variables
  return value != nullptr && value[0] == '/' ? value : "";
}

// True if the folder can be a home. systemd and containers give "/" to a user who has none; only
// root may write there, so for anybody else it is not one.
bool is_home(const std::string& folder) {
  return folder.starts_with('/') &&
         (geteuid() == 0 || folder.find_first_not_of('/') != std::string::npos);
}

// Returns an empty text if this user has none.
std::string home_folder() {
  if (std::string home = folder_variable("HOME"); is_home(home)) {
    return home;
  }
  std::vector<char> buffer(16 * 1024);
  passwd user{};
  passwd* found = nullptr;
  if (getpwuid_r(geteuid(), &user, buffer.data(), buffer.size(), &found) == 0 && found != nullptr &&
      found->pw_dir != nullptr && is_home(found->pw_dir)) {
    return found->pw_dir;
  }
  return "";
}

// Returns a folder below this user's home; an empty text if there is no home.
std::string below_home(const char* inner) {
  std::string home = home_folder();
  while (home.ends_with('/')) {
    home.pop_back();
  }
  return home.empty() && geteuid() != 0 ? "" : home + inner;
}

// Gives this process's table of files its size at once. The kernel doubles it whenever it is full,
// and then waits for all processors (fs/file.c: expand_fdtable, synchronize_rcu), tens of
// milliseconds in sum on the way to a batch of staged files; it does not wait while the process has
// one thread, or if the table is large enough.
void reserve_file_table(rlim_t limit) {
  constexpr rlim_t kEnough = 16 * 1024;  // 8 bytes each
  const int last = static_cast<int>(std::min(limit, kEnough)) - 1;
  const int copy = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, last);
  if (copy >= 0) {
    close(copy);
  }
}

}  // namespace

Privileges privileges() {
  const std::uint64_t capabilities = effective_capabilities();
  const auto has = [&](unsigned capability) { return (capabilities >> capability & 1) != 0; };
  return {has(CAP_CHOWN), has(CAP_MKNOD), geteuid()};
}

std::size_t raise_open_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
    return static_cast<std::size_t>(std::max(sysconf(_SC_OPEN_MAX), 0L));
  }
  if (limit.rlim_cur < limit.rlim_max) {
    const rlimit raised{limit.rlim_max, limit.rlim_max};
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0) {
      limit = raised;
    }
  }
  reserve_file_table(limit.rlim_cur);
  return limit.rlim_cur;
}

std::string default_state_folder() {
  // systemd separates several folders by colons.
  if (const std::string state = folder_variable("STATE_DIRECTORY"); !state.empty()) {
    return state.substr(0, state.find(':'));
  }
  if (const std::string state = folder_variable("XDG_STATE_HOME"); !state.empty()) {
    return state + "/lockstep";
  }
  if (geteuid() == 0) {
    return "/var/lib/lockstep";
  }
  // Users of services have "/nonexistent" and the like, where they may make nothing.
  struct stat home{};
  const bool exists = stat(home_folder().c_str(), &home) == 0 && S_ISDIR(home.st_mode);
  return exists ? below_home("/.local/state/lockstep") : "";
}

std::string system_configuration_file() { return "/etc/lockstep/lockstep.toml"; }

std::string user_configuration_file() {
  if (const std::string folder = folder_variable("XDG_CONFIG_HOME"); !folder.empty()) {
    return folder + "/lockstep/lockstep.toml";
  }
  return below_home("/.config/lockstep/lockstep.toml");
}

bool is_superuser() { return geteuid() == 0; }

std::vector<std::string> program_arguments(int count, char** words) {
  return {words + (count > 0 ? 1 : 0), words + count};
}

int process_id() { return getpid(); }

ProcessorUse processor_use() {
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) != 0) {
    return {};
  }
  const auto duration = [](const timeval& time) {
    return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
  };
  return {duration(usage.ru_utime) + duration(usage.ru_stime),
          static_cast<std::uint64_t>(usage.ru_nvcsw), static_cast<std::uint64_t>(usage.ru_nivcsw)};
}

unsigned processor_count() { return std::max(std::thread::hardware_concurrency(), 1U); }

}  // namespace lockstep
