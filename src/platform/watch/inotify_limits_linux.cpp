#include "platform/watch/inotify_limits_linux.h"

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "base/units.h"
#include "platform/disk/small_file.h"
#include "platform/system/os_error.h"

namespace lockstep {
namespace {

// Returns a sysctl's value ("fs.inotify.max_user_watches"), or `otherwise` if there is none.
std::uint64_t sysctl(std::string name, std::uint64_t otherwise) {
  std::ranges::replace(name, '.', '/');
  constexpr std::size_t kLongest = 64;
  const std::string text = read_small_file("/proc/sys/" + name, kLongest).value_or("");
  std::uint64_t value = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string sentence(const std::string& name, std::uint64_t value) {
  return name + " is " + format_count(value);
}

constexpr const char* kWatches = "fs.inotify.max_user_watches";
constexpr const char* kInstances = "fs.inotify.max_user_instances";
constexpr const char* kQueue = "fs.inotify.max_queued_events";
// The same limits for a container (user_namespaces(7)).
constexpr const char* kWatchesHere = "user.max_inotify_watches";
constexpr const char* kInstancesHere = "user.max_inotify_instances";
// The kernel's own default, for want of /proc/sys.
constexpr std::uint64_t kUsualWatches = 8192;
constexpr std::uint64_t kUsualInstances = 128;
constexpr std::uint64_t kUsualQueue = 16384;

std::string smaller_of(const char* everywhere, const char* here, std::uint64_t usual) {
  const std::uint64_t limit = sysctl(everywhere, usual);
  const std::uint64_t limit_here = sysctl(here, limit);
  return limit_here < limit ? sentence(here, limit_here) : sentence(everywhere, limit);
}

}  // namespace

std::uint64_t watches_for_us() {
  const std::uint64_t limit = sysctl(kWatches, kUsualWatches);
  return std::min(limit, sysctl(kWatchesHere, limit)) / 4 * 3;
}

std::string reason_no_watch() { return smaller_of(kWatches, kWatchesHere, kUsualWatches); }

std::string reason_no_instance() {
  return smaller_of(kInstances, kInstancesHere, kUsualInstances) + ", and all are in use";
}

std::string reason_overflow() {
  return "the queue of " + format_count(sysctl(kQueue, kUsualQueue)) + " events was full";
}

std::string reason_refused(int code) {
  if (code == ENOSPC) return reason_no_watch();
  if (code == ENOENT) return "/proc is not mounted";
  return "the system refuses: " + os_error(code).reason();
}

}  // namespace lockstep
