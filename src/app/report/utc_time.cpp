#include "app/report/utc_time.h"

#include <charconv>
#include <string_view>

#include <fmt/format.h>

namespace lockstep {
namespace {

using namespace std::chrono;

constexpr std::string_view kPattern = "dddd-dd-ddTdd:dd:dd.dddZ";

bool matches(std::string_view text) {
  if (text.size() != kPattern.size()) return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool digit = text[at] >= '0' && text[at] <= '9';
    if (kPattern[at] == 'd' ? !digit : text[at] != kPattern[at]) return false;
  }
  return true;
}

}  // namespace

std::string utc_text(system_clock::time_point time) {
  const auto exact = floor<milliseconds>(time);
  const auto day = floor<days>(exact);
  const year_month_day date(day);
  const hh_mm_ss clock(exact - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

std::optional<system_clock::time_point> time_of_utc(const std::string& text) {
  if (!matches(text)) return std::nullopt;
  const auto number = [&text](std::size_t first, std::size_t count) {
    unsigned value = 0;
    std::from_chars(text.data() + first, text.data() + first + count, value);
    return value;
  };
  const year_month_day date(year(static_cast<int>(number(0, 4))), month(number(5, 2)),
                            day(number(8, 2)));
  if (!date.ok()) return std::nullopt;
  return sys_days(date) + hours(number(11, 2)) + minutes(number(14, 2)) + seconds(number(17, 2)) +
         milliseconds(number(20, 3));
}

}  // namespace lockstep
