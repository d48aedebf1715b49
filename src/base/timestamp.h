// A moment as file systems record it.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

namespace lockstep {

// Keeps seconds since 1970 and nanoseconds apart: a signed 64-bit count of nanoseconds ends at 1677
// and 2262, and files dated 1601 exist.
struct Timestamp {
  std::int64_t seconds = 0;
  std::uint32_t nanoseconds = 0;

  friend constexpr auto operator<=>(const Timestamp&, const Timestamp&) = default;

  [[nodiscard]] static Timestamp from(std::chrono::system_clock::time_point moment) {
    using namespace std::chrono;
    const auto whole = floor<std::chrono::seconds>(moment);
    return {whole.time_since_epoch().count(),
            static_cast<std::uint32_t>(
                duration_cast<std::chrono::nanoseconds>(moment - whole).count())};
  }

  [[nodiscard]] Timestamp earlier_by(std::int64_t whole_seconds) const {
    return {seconds - whole_seconds, nanoseconds};
  }
};

// The steps in which a volume keeps times: 1 is a nanosecond, 1'000'000'000 a second, 2'000'000'000
// vfat.
using Granularity = std::uint32_t;

// Returns `time` as a volume of this granularity stores it: rounded down.
[[nodiscard]] constexpr Timestamp truncated(Timestamp time, Granularity granularity) {
  if (granularity <= 1) return time;
  if (granularity < 1'000'000'000) {
    time.nanoseconds -= time.nanoseconds % granularity;
    return time;
  }
  const std::int64_t step = granularity / 1'000'000'000;
  const std::int64_t beyond = ((time.seconds % step) + step) % step;
  return {time.seconds - beyond, 0};
}

}  // namespace lockstep
