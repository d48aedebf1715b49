// Computes when the next pass of a job is due. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>

#include "core/model/summary.h"

namespace lockstep {

using Moment = std::chrono::steady_clock::time_point;

// Returns whether this was no pass at all, but an attempt that is made again after a pause.
[[nodiscard]] bool could_not_begin(PassResult result);

class JobTiming {
 public:
  explicit JobTiming(std::chrono::milliseconds interval) : interval_(interval) {}

  // Returns the time until the next pass is due. The first one is due at once.
  [[nodiscard]] std::chrono::milliseconds wait(Moment now) const;
  void pass_ended(PassResult result, Moment start, Moment end) {
    pass_ended(result, start, end, interval_);
  }
  // Takes another interval until the next pass than the usual one, if this one came to its end.
  void pass_ended(PassResult result, Moment start, Moment end, std::chrono::milliseconds interval);
  // Makes the next pass due at once, since somebody asked for it.
  void make_due() { next_ = Moment::min(); }

 private:
  std::chrono::milliseconds interval_;
  unsigned failures_ = 0;  // in a row
  Moment next_ = Moment::min();
};

// Counts the leaves that were removed within the last hour, so that many small passes are no way
// round the limit of removals.
class RecentRemovals {
 public:
  void add(Moment when, std::uint64_t removals);
  [[nodiscard]] std::uint64_t within_the_last_hour(Moment now);
  void forget() { removals_.clear(); }

 private:
  struct Removal {
    Moment when;
    std::uint64_t count = 0;
  };
  std::deque<Removal> removals_;  // one entry a pass that removed something
};

}  // namespace lockstep
