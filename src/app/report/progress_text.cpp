#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "app/report/progress_line.h"
#include "base/printable.h"
#include "base/units.h"
#include "platform/system/local_time.h"

namespace lockstep {
namespace {

// The number of seconds after which a measurement counts a third of a new one.
constexpr double kMemory = 3;

std::string of(std::uint64_t done, std::uint64_t planned) {
  return fmt::format("{} of {}", format_count(done), format_count(std::max(done, planned)));
}

// Returns "19 s", "2:05" or "3:20:00", which are short enough for a line that changes all the time.
std::string short_time(double seconds) {
  const auto whole = static_cast<std::uint64_t>(std::ceil(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

// A part of the line. If there is no room for all parts, those with the greatest number are left
// out first.
struct Part {
  std::string text;
  int dispensable = 0;  // 0 if it always stays
};

std::string percent(std::uint64_t done, std::uint64_t planned) {
  const std::uint64_t all = std::max(done, planned);
  return all == 0 ? std::string()
                  : fmt::format(" {}%", static_cast<int>(100.0 * static_cast<double>(done) /
                                                         static_cast<double>(all)));
}

std::string rate_text(double rate) {
  return fmt::format("{}/s", format_bytes(static_cast<std::uint64_t>(rate)));
}

std::vector<Part> copying(const ProgressSample& now, std::optional<double> rate) {
  const bool by_bytes = now.bytes_planned > 0;
  std::vector<Part> parts;
  parts.push_back({"Copying" + (by_bytes ? percent(now.bytes_done, now.bytes_planned)
                                         : percent(now.files_done, now.files_planned))});
  parts.push_back({fmt::format("{} files", of(now.files_done, now.files_planned)), 3});
  parts.push_back({fmt::format("{} of {}", format_bytes(now.bytes_done),
                               format_bytes(std::max(now.bytes_done, now.bytes_planned))),
                   1});
  if (!rate || *rate < 1) return parts;
  parts.push_back({rate_text(*rate), 2});
  if (now.bytes_planned <= now.bytes_done) return parts;
  const double left = static_cast<double>(now.bytes_planned - now.bytes_done) / *rate;
  if (left < 1e6)
    parts.push_back({fmt::format("{}{} left", now.grows ? "at least " : "", short_time(left)), 0});
  return parts;
}

std::vector<Part> comparing(const ProgressSample& now, std::optional<double> rate) {
  std::vector<Part> parts;
  parts.push_back({fmt::format("Comparing, {} entries", format_count(now.entries_scanned))});
  if (now.bytes_compared == 0) return parts;
  parts.push_back({format_bytes(now.bytes_compared) + " read", 1});
  if (rate && *rate >= 1) parts.push_back({rate_text(*rate), 2});
  return parts;
}

std::vector<Part> parts_of(const ProgressSample& now, std::optional<double> rate) {
  switch (now.phase) {
    case Progress::Phase::idle:
      return {{"Starting"}};
    case Progress::Phase::comparing:
      // Files that were found meanwhile may already be on their way.
      return now.files_done > 0 ? copying(now, rate) : comparing(now, rate);
    case Progress::Phase::applying:
      return copying(now, rate);
    case Progress::Phase::removing:
      return {{"Removing" + percent(now.removals_done, now.removals_planned)},
              {fmt::format("{} entries", of(now.removals_done, now.removals_planned)), 1}};
    case Progress::Phase::finishing:
      return {{"Finishing: writing to the disk"}};
  }
  return {};
}

std::size_t columns_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
  }));
}

std::string join(const std::vector<Part>& parts) {
  std::string text;
  for (const Part& part : parts) text += (text.empty() ? "" : ", ") + part.text;
  return text;
}

std::string in_front(const std::string& job) {
  return job.empty() ? std::string() : fmt::format("[{}] ", printable(job));
}

// Returns "no changes" for "No changes".
std::string begun_small(std::string words) {
  if (!words.empty() && words.front() >= 'A' && words.front() <= 'Z')
    words.front() = static_cast<char>(words.front() - 'A' + 'a');
  return words;
}

// Cuts printable text (UTF-8) to a number of characters; wide ones are rare enough in job names.
std::string cut(std::string text, std::size_t columns) {
  std::size_t seen = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
    if (begins && seen++ == columns) {
      text.resize(at);
      break;
    }
  }
  return text;
}

}  // namespace

ProgressSample sample(const Progress& progress) {
  return {progress.phase,
          progress.entries_scanned,
          progress.files_planned,
          progress.bytes_planned,
          progress.files_done,
          progress.bytes_done,
          progress.removals_planned,
          progress.removals_done,
          progress.bytes_compared};
}

void RateMeter::add(std::chrono::duration<double> since_start, std::uint64_t bytes) {
  const double span = since_start.count() - last_time_;
  if (span <= 0 || bytes < last_bytes_) return;
  const double fading = std::exp(-span / kMemory);
  rate_ = rate_ * fading + static_cast<double>(bytes - last_bytes_) / span * (1 - fading);
  weight_ = weight_ * fading + (1 - fading);
  last_time_ = since_start.count();
  last_bytes_ = bytes;
}

std::optional<double> RateMeter::bytes_per_second() const {
  if (weight_ < 0.05) return std::nullopt;
  return rate_ / weight_;
}

std::string progress_text(const ProgressSample& sample, std::optional<double> bytes_per_second,
                          const std::string& job, int width) {
  const auto room = static_cast<std::size_t>(std::max(width - 1, 0));
  const std::string front = in_front(job);
  std::vector<Part> parts = parts_of(sample, bytes_per_second);
  while (columns_of(front) + columns_of(join(parts)) > room) {
    const auto least = std::ranges::max_element(parts, {}, &Part::dispensable);
    if (least == parts.end() || least->dispensable == 0) break;
    parts.erase(least);
  }
  return cut(front + join(parts), room);
}

std::string rest_text(const Rest& rest, std::chrono::steady_clock::time_point now, int width) {
  const auto room = static_cast<std::size_t>(std::max(width - 1, 0));
  const std::tm local = local_time(std::chrono::system_clock::to_time_t(rest.as_of));
  const std::string words = rest.next ? rest.state : "Live: " + begun_small(rest.state);
  const std::string state = in_front(rest.job) + fmt::format("{} as of {:%H:%M:%S}", words, local);
  if (!rest.next) return cut(state, room);
  const double left = std::chrono::duration<double>(*rest.next - now).count();
  const std::string next =
      left <= 0 ? std::string("; next pass now") : "; next pass in " + short_time(left);
  return columns_of(state) + columns_of(next) <= room ? state + next : cut(state, room);
}

}  // namespace lockstep
