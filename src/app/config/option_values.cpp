#include "app/config/option_values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/config/remote_name.h"
#include "base/nearest.h"
#include "base/printable.h"
#include "base/units.h"
#include "core/model/filter.h"
#include "platform/disk/roots.h"
#include "platform/disk/small_file.h"

namespace lockstep {
namespace {

constexpr std::size_t kLargestPatternFile = 1024 * 1024;

}  // namespace

Result<bool> read_flag(std::string_view value) {
  if (value == "true") return true;
  if (value == "false") return false;
  return failure(ErrorKind::invalid,
                 fmt::format("'{}' is neither true nor false", printable(value)));
}

Error not_one_of(std::string_view value, const std::vector<std::string_view>& words) {
  std::string sentence =
      fmt::format("'{}' is not one of {}", printable(value), fmt::join(words, ", "));
  if (const auto meant = nearest(value, words))
    sentence += fmt::format("; did you mean '{}'?", *meant);
  return Error(ErrorKind::invalid, std::move(sentence));
}

Result<std::uint64_t> read_number(std::string_view value, std::uint64_t least, std::uint64_t most) {
  std::uint64_t number = 0;
  const auto [rest, problem] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (problem == std::errc::invalid_argument || rest != value.data() + value.size()) {
    return failure(ErrorKind::invalid, fmt::format("'{}' is not a whole number of {} or more",
                                                   printable(value), least));
  }
  if (problem != std::errc() || number < least || number > most) {
    return failure(ErrorKind::invalid,
                   fmt::format("{} is not between {} and {}", value, least, most));
  }
  return number;
}

Result<std::uint64_t> read_size(std::string_view value, std::uint64_t least) {
  const auto bytes = parse_size(value);
  if (!bytes) return failure(bytes.error());
  if (*bytes < least) {
    return failure(ErrorKind::invalid, fmt::format("'{}' is less than the least possible, {}",
                                                   printable(value), size_text(least)));
  }
  return *bytes;
}

std::string size_text(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 5> kUnits = {"", "K", "M", "G", "T"};
  std::size_t unit = 0;
  while (bytes != 0 && bytes % 1024 == 0 && unit + 1 < kUnits.size()) {
    bytes /= 1024;
    ++unit;
  }
  return fmt::format("{}{}", bytes, kUnits[unit]);
}

Result<std::chrono::milliseconds> read_interval(std::string_view value) {
  return parse_interval(value);
}

// Returns the interval in the largest unit that says it exactly, and by two or more: "60s", "5m",
// "90m", "250ms".
std::string interval_text(std::chrono::milliseconds interval) {
  struct Unit {
    std::int64_t milliseconds;
    std::string_view name;
  };
  constexpr std::array<Unit, 3> kUnits = {{{3'600'000, "h"}, {60'000, "m"}, {1'000, "s"}}};
  const std::int64_t count = interval.count();
  for (const Unit& unit : kUnits) {
    const bool last = unit.milliseconds == 1'000;
    if (count % unit.milliseconds == 0 && (last || count >= 2 * unit.milliseconds)) {
      return fmt::format("{}{}", count / unit.milliseconds, unit.name);
    }
  }
  return fmt::format("{}ms", count);
}

Result<std::string> read_path(std::string_view value) {
  if (value.empty()) return failure(ErrorKind::invalid, "the path is empty");
  if (value.find('\0') != std::string_view::npos) {
    return failure(ErrorKind::invalid,
                   fmt::format("'{}' is not a possible path", printable(value)));
  }
  auto absolute = absolute_path(std::string(value));
  if (!absolute) return failure(absolute.error().within("path", printable(value)));
  return absolute;
}

namespace {

// "./foo" and "!./foo", as a shell completes them, mean the root's "/foo"; gitignore's own patterns
// have no such form and would match nothing.
std::string from_the_root(std::string_view pattern) {
  const std::size_t begin = pattern.starts_with('!') ? 1 : 0;
  std::string whole(pattern);
  if (pattern.substr(begin).starts_with("./")) whole.erase(begin, 1);
  return whole;
}

}  // namespace

Result<std::string> read_folder(std::string_view value) {
  auto path = read_path(value);
  if (!path) return path;
  if (const auto local = refuse_remote(value); !local) return failure(local.error());
  return path;
}

Result<Patterns> read_pattern(std::string_view value) {
  Patterns pattern;
  pattern.push_back(from_the_root(value));
  if (const auto parsed = Filter::parse(pattern); !parsed) return failure(parsed.error());
  return pattern;
}

Result<Patterns> read_patterns_from(std::string_view path) {
  const auto file = read_path(path);
  if (!file) return failure(file.error());
  const auto content = read_small_file(*file, kLargestPatternFile);
  if (!content) return failure(content.error().within("read", printable(*file)));
  Patterns patterns;
  std::string_view rest = *content;
  for (std::size_t line = 1; !rest.empty(); ++line) {
    const auto end = rest.find('\n');
    std::string_view pattern = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    if (pattern.ends_with('\r')) pattern.remove_suffix(1);
    if (auto added = append(patterns, read_pattern(pattern)); !added) {
      return failure(added.error().within(fmt::format("{}:{}", printable(*file), line)));
    }
  }
  return patterns;
}

Result<void> append(Patterns& patterns, Result<Patterns> read) {
  if (!read) return failure(read.error());
  std::ranges::move(*read, std::back_inserter(patterns));
  return {};
}

}  // namespace lockstep
