#include "core/decide/known_roots.h"

#include <charconv>
#include <chrono>
#include <cstdint>
#include <string_view>

#include <fmt/format.h>

namespace lockstep {
namespace {

// Returns "1700000000.5" as "2023-11-14 22:13:20 UTC"; empty if it is no time (Windows has others).
std::string readable_time(std::string_view text) {
  using namespace std::chrono;
  const auto dot = text.find('.');
  std::int64_t count = 0;
  if (dot == std::string_view::npos ||
      std::from_chars(text.data(), text.data() + dot, count).ptr != text.data() + dot)
    return {};
  const sys_seconds moment{seconds(count)};
  const auto day = floor<days>(moment);
  const year_month_day date(day);
  const hh_mm_ss time(moment - day);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

// Returns "number 131 on ext4:1b0c, made 2023-11-14 22:13:20 UTC".
std::string describe(const std::string& folder) {
  const auto slash = folder.rfind('/');
  const std::string volume = folder.substr(0, slash);
  const std::string which = folder.substr(slash + 1);
  const auto at = which.find('@');
  if (at == std::string::npos) return fmt::format("{} on {}", which, volume);
  const std::string made = readable_time(std::string_view(which).substr(at + 1));
  return fmt::format("number {} on {}{}{}", which.substr(0, at), volume,
                     made.empty() ? "" : ", made ", made);
}

// Returns "'photos-a' (ext4, UUID 1b0c…, /dev/sdb1)".
std::string volume_text(const RootLook& root) {
  return root.volume_name.empty() ? root.volume : root.volume_name;
}

}  // namespace

bool is_another_folder(const std::string& folder, const std::string& known) {
  const auto is_told = [](const std::string& which) {
    return !which.empty() && which.back() != '/';
  };
  if (!is_told(folder) || !is_told(known)) return false;
  // A time of birth may follow the number. If one of them lacks it (the volume keeps none; Windows
  // has none any more, but older records of it do), only the numbers are compared.
  const auto has_time = [](const std::string& which) {
    const std::size_t at = which.find('@', which.rfind('/'));
    return at != std::string::npos && at + 1 < which.size();
  };
  if (has_time(folder) && has_time(known)) return folder != known;
  const auto number = [](const std::string& which) {
    return which.substr(0, which.find('@', which.rfind('/')));
  };
  return number(folder) != number(known);
}

std::string volume_finding(const std::string& what, const std::string& volume) {
  return fmt::format("{} volume {}", what, volume);
}

std::optional<RootFinding> compare_root(const std::string& what, const std::string& path,
                                        const RootLook& now, const RootLook& known,
                                        RootComparison comparison) {
  if (!known.volume.empty() && known.volume != now.volume) {
    return RootFinding{
        volume_finding(what, now.volume),
        fmt::format("the {} '{}' is on another volume ({}) than at the last pass ({}); mount that "
                    "one again",
                    what, path, volume_text(now), volume_text(known))};
  }
  if (comparison == RootComparison::volume || !is_another_folder(now.folder, known.folder))
    return std::nullopt;
  return RootFinding{
      fmt::format("{} folder {}", what, now.folder),
      fmt::format("the {} '{}' is another folder ({}) than at the last pass ({}), so nothing was "
                  "written; put that one back",
                  what, path, describe(now.folder), describe(known.folder))};
}

}  // namespace lockstep
