#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/progress_line.h"
#include "base/printable.h"
#include "base/units.h"

namespace lockstep {
namespace {

// Seconds after which a measurement counts a third of a new one.
constexpr double kMemory = 3;

std::string of(std::uint64_t done, std::uint64_t planned) {
  return fmt::format("{} of {}", format_count(done), format_count(std::max(done, planned)));
}

// "19 s", "2:05", "3:20:00": short enough for a line that jumps about.
std::string short_time(double seconds) {
  const auto whole = static_cast<std::uint64_t>(std::ceil(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

std::string copying(const ProgressSample& now, std::optional<double> rate) {
  std::string text = fmt::format(
      "Copying {} files, {} of {}", of(now.files_done, now.files_planned),
      format_bytes(now.bytes_done), format_bytes(std::max(now.bytes_done, now.bytes_planned)));
  if (!rate || *rate < 1) return text;
  text += fmt::format(", {}/s", format_bytes(static_cast<std::uint64_t>(*rate)));
  if (now.bytes_planned > now.bytes_done) {
    const double left = static_cast<double>(now.bytes_planned - now.bytes_done) / *rate;
    if (left < 1e6) text += fmt::format(", {} left", short_time(left));
  }
  return text;
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
          progress.removals_done};
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
  std::string text = job.empty() ? std::string() : fmt::format("[{}] ", printable(job));
  switch (sample.phase) {
    case Progress::Phase::idle:
      text += "Starting";
      break;
    case Progress::Phase::comparing:
      // What was found meanwhile may already be on its way.
      text += sample.files_done > 0
                  ? copying(sample, bytes_per_second)
                  : fmt::format("Comparing, {} entries", format_count(sample.entries_scanned));
      break;
    case Progress::Phase::applying:
      text += copying(sample, bytes_per_second);
      break;
    case Progress::Phase::removing:
      text += fmt::format("Removing {} entries", of(sample.removals_done, sample.removals_planned));
      break;
    case Progress::Phase::finishing:
      text += "Finishing: writing to the disk";
      break;
  }
  return cut(std::move(text), static_cast<std::size_t>(std::max(width - 1, 0)));
}

}  // namespace lockstep
