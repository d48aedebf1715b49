#include "app/daemon/stall_watch.h"

#include <algorithm>

namespace lockstep {
namespace {

// A flush shows no progress, and also writes what other programs left to be written.
constexpr StallWatch::Time::duration kLongestFlush = std::chrono::minutes(30);

std::uint64_t work_done(const Progress& progress) {
  return progress.entries_scanned + progress.files_planned + progress.files_done +
         progress.bytes_done + progress.removals_planned + progress.removals_done +
         progress.bytes_compared + progress.steps;
}

}  // namespace

bool StallWatch::gets_on(const Progress& progress, std::uint64_t pass, Time::time_point now,
                         Time::duration patience) {
  const std::uint64_t work = work_done(progress);
  if (pass_ != pass || work_ != work || progress.resting > 0) {
    pass_ = pass;
    work_ = work;
    since_ = now;
  }
  if (progress.flushing > 0) patience = std::max(patience, kLongestFlush);
  return now - since_ <= patience;
}

}  // namespace lockstep
