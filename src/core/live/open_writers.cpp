#include "core/live/open_writers.h"

#include <algorithm>

#include "core/live/path_key.h"

namespace lockstep {
namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds kQuiet = std::chrono::seconds(1);
constexpr nanoseconds kLatest = std::chrono::seconds(10);
constexpr int kCopiesWorth = 10;  // at most a tenth of the time goes into copying one open file

}  // namespace

WriterTimes OpenWriters::usual() { return {.quiet = kQuiet, .latest = kLatest}; }

WriterTimes OpenWriters::times(const RelativePath& path) const {
  const auto found = writers_.find(path_key(path));
  if (found == writers_.end()) return usual();
  const Writer& writer = found->second;
  return {.quiet = std::max(kQuiet, writer.copy_took),
          .latest = std::max(writer.latest, writer.copy_took * kCopiesWorth)};
}

void OpenWriters::taken(const RelativePath& path, Moment now) {
  const std::uint64_t key = path_key(path);
  auto found = writers_.find(key);
  if (found == writers_.end()) {
    if (writers_.size() >= kMost) forget_the_oldest();
    found = writers_.emplace(key, Writer{.latest = kLatest, .copy_took = {}, .taken = {}}).first;
  }
  Writer& writer = found->second;
  writer.latest = std::max(kLatest, std::min(writer.latest * 2, interval_));
  writer.taken = now;
}

void OpenWriters::copied(const RelativePath& path, nanoseconds took) {
  if (const auto found = writers_.find(path_key(path)); found != writers_.end())
    found->second.copy_took = took;
}

void OpenWriters::closed(const RelativePath& path) {
  if (!writers_.empty()) writers_.erase(path_key(path));
}

void OpenWriters::forget_the_oldest() {
  const auto oldest =
      std::ranges::min_element(writers_, {}, [](const auto& entry) { return entry.second.taken; });
  if (oldest != writers_.end()) writers_.erase(oldest);
}

}  // namespace lockstep
