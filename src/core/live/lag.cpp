#include "core/live/lag.h"

#include <algorithm>
#include <bit>

namespace lockstep {
namespace {

using std::chrono::microseconds;

std::int64_t minute_of(Moment now) {
  return std::chrono::duration_cast<std::chrono::minutes>(now.time_since_epoch()).count();
}

}  // namespace

void Lag::add(std::chrono::nanoseconds lag, Moment now) {
  last_ = std::max(std::chrono::ceil<microseconds>(lag), microseconds(0));
  Minute& minute = minutes_[static_cast<std::size_t>(minute_of(now)) % kMinutes];
  if (minute.number != minute_of(now)) minute = Minute{.number = minute_of(now)};
  // Up to 1 µs is power 0, up to 2 µs power 1, up to 4 µs power 2.
  const auto above = static_cast<std::uint64_t>(std::max<std::int64_t>(last_.count() - 1, 0));
  ++minute.counts[std::min(static_cast<std::size_t>(std::bit_width(above)), kPowers - 1)];
  minute.longest = std::max(minute.longest, last_);
}

std::optional<Lag::Numbers> Lag::numbers(Moment now) const {
  std::array<std::uint64_t, kPowers> counts = {};
  std::uint64_t all = 0;
  microseconds longest{};
  for (const Minute& minute : minutes_) {
    const std::int64_t age = minute_of(now) - minute.number;
    if (minute.number < 0 || age >= static_cast<std::int64_t>(kMinutes)) continue;
    longest = std::max(longest, minute.longest);
    for (std::size_t power = 0; power < kPowers; ++power) {
      counts[power] += minute.counts[power];
      all += minute.counts[power];
    }
  }
  if (all == 0) return std::nullopt;
  const auto of_hundred = [&](std::uint64_t hundredths) {
    const std::uint64_t wanted = (all * hundredths + 99) / 100;
    std::uint64_t sum = 0;
    for (std::size_t power = 0; power + 1 < kPowers; ++power) {
      sum += counts[power];
      if (sum >= wanted) return std::min(microseconds(std::int64_t{1} << power), longest);
    }
    return longest;
  };
  return Numbers{.last = last_, .median = of_hundred(50), .most = of_hundred(99)};
}

}  // namespace lockstep
