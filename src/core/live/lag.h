// How far the replica is behind the source: the times from an event to its being done, of the last
// hour, in powers of two. It takes eight kilobytes, however much happens. Pure.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/live/moment.h"

namespace lockstep {

class Lag {
 public:
  struct Numbers {
    std::chrono::microseconds last = {};
    // Half, and 99 of 100, took no longer. Both are the next power of two, and never more than the
    // longest of the hour.
    std::chrono::microseconds median = {};
    std::chrono::microseconds most = {};
    friend bool operator==(const Numbers&, const Numbers&) = default;
  };

  void add(std::chrono::nanoseconds lag, Moment now);
  // Returns none if nothing was done within the hour.
  [[nodiscard]] std::optional<Numbers> numbers(Moment now) const;

 private:
  static constexpr std::size_t kPowers = 33;  // the last is for all from an hour on
  static constexpr std::size_t kMinutes = 60;
  struct Minute {
    std::int64_t number = -1;
    std::chrono::microseconds longest = {};
    std::array<std::uint32_t, kPowers> counts = {};
  };

  std::array<Minute, kMinutes> minutes_ = {};
  std::chrono::microseconds last_ = {};
};

}  // namespace lockstep
