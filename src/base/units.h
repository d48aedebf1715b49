// Quantities as people write and read them. All parsing is exact and refuses what it does not
// understand: it returns `invalid` with a sentence that says what would be right.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lockstep {

// Reads "60" (seconds), "90s", "5m", "1h30m", "2d", "250ms". 0 is allowed, more than a hundred
// years are not (so that an interval can be added to any clock). The larger unit comes first.
[[nodiscard]] Result<std::chrono::milliseconds> parse_interval(std::string_view text);

// Reads bytes: "4096", "512k", "10M", "1.5G", "2T", "10MiB". A k is 1024; case does not matter.
// "10MB" is refused: people mean both 1000 and 1024 by it.
[[nodiscard]] Result<std::uint64_t> parse_size(std::string_view text);

// A limit written as "1000" or "10%": exactly one of the two is set. Percent goes from 0 to 100.
struct Limit {
  std::optional<std::uint64_t> count;
  std::optional<unsigned> percent;
};
[[nodiscard]] Result<Limit> parse_limit(std::string_view text);

// Writes "0 B", "1023 B", "4.2 MiB".
[[nodiscard]] std::string format_bytes(std::uint64_t bytes);

// Writes "5,231".
[[nodiscard]] std::string format_count(std::uint64_t count);

// Writes "0.31 s", "12.5 s", "2 min 5 s", "3 h 20 min", "2 d 4 h".
[[nodiscard]] std::string format_seconds(double seconds);

}  // namespace lockstep
