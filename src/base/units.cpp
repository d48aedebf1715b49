#include "base/units.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace lockstep {
namespace {

constexpr std::uint64_t kLargest = std::numeric_limits<std::uint64_t>::max();

// Takes the whole number that `text` begins with off its front. Returns nothing if there is none or
// it needs more than 64 bits.
std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) {
    return std::nullopt;
  }
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

struct TimeUnit {
  std::string_view name;
  std::uint64_t milliseconds;
};
constexpr std::array<TimeUnit, 5> kTimeUnits = {
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};
constexpr std::uint64_t kLongestInterval = 36'525ULL * 86'400'000;  // a hundred years

constexpr std::string_view kSizeUnits = "kmgtpe";

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

}  // namespace

Result<std::chrono::milliseconds> parse_interval(std::string_view text) {
  const auto refused = [whole = text](std::string_view why) {
    return failure(ErrorKind::invalid, fmt::format("'{}' is not an interval: {}", whole, why));
  };
  constexpr std::string_view kExamples = "write seconds (60) or a duration (90s, 5m, 1h30m, 250ms)";
  if (text.starts_with('-')) {
    return refused("it can't be negative");
  }
  std::uint64_t total = 0;
  auto unit = kTimeUnits.begin();  // the largest unit that may still come
  do {
    const auto number = take_number(text);
    if (!number) {
      return refused(kExamples);
    }
    const auto letters = std::ranges::find_if(text, [](char c) { return c >= '0' && c <= '9'; });
    std::string_view name = text.substr(0, static_cast<std::size_t>(letters - text.begin()));
    text.remove_prefix(name.size());
    if (name.empty() && total == 0 && unit == kTimeUnits.begin()) {
      name = "s";
    }
    unit = std::find_if(unit, kTimeUnits.end(), [&](const TimeUnit& u) { return u.name == name; });
    if (unit == kTimeUnits.end()) {
      return refused(kExamples);
    }
    if (*number > (kLongestInterval - total) / unit->milliseconds) {
      return refused("the longest is a hundred years (36525d)");
    }
    total += *number * unit->milliseconds;
    ++unit;
  } while (!text.empty());
  return std::chrono::milliseconds(total);
}

Result<std::uint64_t> parse_size(std::string_view text) {
  const auto refused = [whole = text](std::string_view why) {
    return failure(ErrorKind::invalid, fmt::format("'{}' is not a size: {}", whole, why));
  };
  constexpr std::string_view kExamples = "write bytes (4096) or 512k, 10M, 1.5G, where 1k is 1024";
  const auto whole = take_number(text);
  if (!whole) {
    return refused(kExamples);
  }
  std::uint64_t thousandths = 0;
  const bool has_point = text.starts_with('.');
  if (has_point) {
    text.remove_prefix(1);
    std::size_t digits = 0;
    for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
      thousandths = thousandths * 10 + static_cast<std::uint64_t>(text[digits] - '0');
      if (digits == 3) {
        return refused("three digits after the point are enough");
      }
    }
    if (digits == 0) {
      return refused(kExamples);
    }
    for (std::size_t missing = digits; missing < 3; ++missing) {
      thousandths *= 10;
    }
    text.remove_prefix(digits);
  }
  std::uint64_t unit = 1;
  if (!text.empty()) {
    const auto power = kSizeUnits.find(lower(text.front()));
    if (power != std::string_view::npos) {
      unit = 1ULL << (10 * (power + 1));
      text.remove_prefix(1);
      if (text.size() == 2 && lower(text[0]) == 'i' && lower(text[1]) == 'b') {
        text.remove_prefix(2);
      }
    } else if (text == "B" || text == "b") {
      text.remove_prefix(1);
    }
  }
  if (!text.empty() || (has_point && unit == 1)) {
    return refused(kExamples);
  }
  if (*whole > kLargest / unit) {
    return refused("it is too large");
  }
  // In this order nothing overflows: the part is less than one unit, and units are powers of two.
  return *whole * unit + unit / 1000 * thousandths + unit % 1000 * thousandths / 1000;
}

Result<Limit> parse_limit(std::string_view text) {
  const auto refused = [whole = text](std::string_view why) {
    return failure(ErrorKind::invalid, fmt::format("'{}' is not a limit: {}", whole, why));
  };
  const auto number = take_number(text);
  if (!number || (!text.empty() && text != "%")) {
    return refused("write a whole number (1000) or a percentage (10%)");
  }
  if (text.empty()) {
    return Limit{.count = number, .percent = std::nullopt};
  }
  if (*number > 100) {
    return refused("a percentage is at most 100%");
  }
  return Limit{.count = std::nullopt, .percent = static_cast<unsigned>(*number)};
}

std::string format_bytes(std::uint64_t bytes) {
  if (bytes < 1024) {
    return fmt::format("{} B", bytes);
  }
  constexpr std::array<std::string_view, 6> kNames = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  auto value = static_cast<double>(bytes) / 1024;
  std::size_t name = 0;
  // A larger value would be shown as 1024.0.
  while (value >= 1023.95 && name + 1 < kNames.size()) {
    value /= 1024;
    ++name;
  }
  return fmt::format("{:.1f} {}", value, kNames[name]);
}

std::string format_count(std::uint64_t count) {
  std::string digits = std::to_string(count);
  for (std::size_t place = digits.size(); place > 3;) {
    place -= 3;
    digits.insert(place, 1, ',');
  }
  return digits;
}

std::string format_seconds(double seconds) {
  // The negated comparison catches a NaN, too.
  if (!(seconds >= 0)) {
    seconds = 0;
  }
  if (seconds < 9.995) {
    return fmt::format("{:.2f} s", seconds);
  }
  if (seconds < 59.95) {
    return fmt::format("{:.1f} s", seconds);
  }
  const auto whole = static_cast<std::uint64_t>(std::min(std::round(seconds), 1e15));
  if (whole < 3'600) {
    return fmt::format("{} min {} s", whole / 60, whole % 60);
  }
  const std::uint64_t minutes = (whole + 30) / 60;
  if (minutes < 24 * 60) {
    return fmt::format("{} h {} min", minutes / 60, minutes % 60);
  }
  const std::uint64_t hours = (minutes + 30) / 60;
  return fmt::format("{} d {} h", hours / 24, hours % 24);
}

}  // namespace lockstep
