// Says when a mark is ready to be looked at: when it has been quiet for long enough since its last
// event, and at the latest so long after its first one. Pure.
//
//                quiet                           at the latest
//   settled      at once                         -
//   fresh        1 ms                            20 ms
//   writing      1 s, or what its last copy took 10 s, doubled while it stays open (OpenWriters)
//   retry        1, 2, 4 ... s, at most the interval
//   verify       nothing else happens for 1 s
//
// `settle` raises every quiet time to at least itself, and the latest moment to ten times itself,
// so that what never becomes quiet is still mirrored.
#pragma once

#include <chrono>
#include <cstdint>

#include "core/live/mark.h"
#include "core/live/moment.h"

namespace lockstep {

// What is known of one mark's events.
struct MarkTimes {
  Moment first = {};  // the first of all
  Moment since = {};  // the first from which on it settles as it does now
  Moment last = {};
};

// The times for a file that is being written.
struct WriterTimes {
  std::chrono::nanoseconds quiet = {};
  std::chrono::nanoseconds latest = {};
};

struct SettleRules {
  std::chrono::nanoseconds settle = {};                          // what the user wants
  std::chrono::nanoseconds interval = std::chrono::seconds(60);  // between full passes

  // Returns the moment from which on a mark is ready. `writing` and `retry` have their own, below.
  [[nodiscard]] Moment ready(Settling settling, const MarkTimes& times) const;
  [[nodiscard]] Moment writing_ready(const MarkTimes& times, const WriterTimes& writer) const;
  // Returns the pause after so many failures in a row.
  [[nodiscard]] std::chrono::nanoseconds pause(std::uint8_t tries) const;
  // Returns how long nothing else may have happened before something is verified.
  [[nodiscard]] std::chrono::nanoseconds calm() const;
};

// Returns how a mark settles that settled as `before` when it is made again as `now`. `was_fresh`
// says whether the name was new since the mark was first made: a new file that is closed may still
// be a temporary, which is about to be renamed.
[[nodiscard]] Settling settle_together(Settling before, Settling now, bool was_fresh);

}  // namespace lockstep
