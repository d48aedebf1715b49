#include "app/job/job_timing.h"

#include <algorithm>

namespace lockstep {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kFirstPause = std::chrono::seconds(1);
constexpr milliseconds kLongestPause = std::chrono::minutes(5);

// Returns 1, 2, 4 … seconds, at most the interval or five minutes, but never so little that the job
// loops without rest.
milliseconds pause_after(unsigned failures, milliseconds interval) {
  const milliseconds longest = std::clamp(interval, kFirstPause, kLongestPause);
  const unsigned doublings = std::min(failures - 1, 20U);
  return std::min(kFirstPause * (1U << doublings), longest);
}

}  // namespace

bool could_not_begin(PassResult result) {
  return result == PassResult::unavailable || result == PassResult::locked ||
         result == PassResult::error;
}

milliseconds JobTiming::wait(Moment now) const {
  if (now >= next_) return milliseconds(0);
  return std::chrono::ceil<milliseconds>(next_ - now);
}

void JobTiming::pass_ended(PassResult result, Moment start, Moment end, milliseconds interval) {
  if (could_not_begin(result)) {
    next_ = end + pause_after(++failures_, interval_);
    return;
  }
  failures_ = 0;
  next_ = start + interval;
  // A pass that failed or is held would not do better within the same second.
  if (result != PassResult::ok) next_ = std::max(next_, end + kFirstPause);
}

void RecentRemovals::add(Moment when, std::uint64_t removals) {
  if (removals > 0) removals_.push_back({when, removals});
}

std::uint64_t RecentRemovals::within_the_last_hour(Moment now) {
  while (!removals_.empty() && removals_.front().when + std::chrono::hours(1) <= now)
    removals_.pop_front();
  std::uint64_t sum = 0;
  for (const Removal& removal : removals_) sum += removal.count;
  return sum;
}

}  // namespace lockstep
