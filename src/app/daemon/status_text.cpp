#include "app/daemon/status_text.h"

#include <algorithm>
#include <chrono>
#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "app/daemon/status_sentence.h"
#include "app/report/event_lines.h"
#include "base/printable.h"
#include "base/units.h"
#include "platform/system/local_time.h"

namespace lockstep {
namespace {

using Time = std::chrono::system_clock::time_point;

constexpr std::size_t kProblemsShown = 3;

// Returns the time, without the day if it is near.
std::string time_text(Time time, Time now) {
  const std::tm local = local_time(std::chrono::system_clock::to_time_t(time));
  const bool near = std::chrono::abs(time - now) < std::chrono::hours(12);
  return near ? fmt::format("{:%H:%M:%S}", local) : fmt::format("{:%Y-%m-%d %H:%M:%S}", local);
}

std::string next_pass(const JobStatus& job, Time now) {
  if (!job.next_start) return {};
  const double seconds = std::chrono::duration<double>(*job.next_start - now).count();
  if (seconds < 1) return ", next pass now";
  const std::string wait =
      seconds < 60 ? fmt::format("{:.0f} s", seconds) : format_seconds(seconds);
  return fmt::format(", next pass at {} (in {})", time_text(*job.next_start, now), wait);
}

std::string state_line(const JobStatus& job, Time now) {
  switch (job.state) {
    case JobState::waiting:
      return "waiting" + next_pass(job, now);
    case JobState::backing_off:
      return "waits until it can work" + next_pass(job, now);
    case JobState::paused:
      return "paused";
    case JobState::running:
      break;
  }
  std::string text = "running";
  if (job.last_start) text += " since " + time_text(*job.last_start, now);
  if (job.files_done == 0 && job.bytes_planned == 0) return text;
  return text + fmt::format(", {} files copied, {} of {}", format_count(job.files_done),
                            format_bytes(job.bytes_done),
                            format_bytes(std::max(job.bytes_done, job.bytes_planned)));
}

std::string result_text(const PassSummary& last) {
  switch (last.result) {
    case PassResult::ok:
    case PassResult::problems:
    case PassResult::held:
      return counts_text(last);
    case PassResult::cancelled:
      return "interrupted, " + counts_text(last);
    case PassResult::unavailable:
    case PassResult::locked:
    case PassResult::error:
      return last.unavailable;
  }
  return {};
}

// Returns the line about the last pass. Its start is known only while no other pass runs.
std::string last_line(const JobStatus& job, Time now) {
  std::string text = "last pass";
  if (job.last_start && job.state != JobState::running)
    text += " at " + time_text(*job.last_start, now);
  return text + ": " + result_text(*job.last);
}

// Returns "0.4 ms", "12 ms" or "1.20 s".
std::string lag_text(std::chrono::nanoseconds lag) {
  const double milliseconds = std::chrono::duration<double, std::milli>(lag).count();
  if (milliseconds >= 999.5) return format_seconds(milliseconds / 1000);
  return milliseconds < 0.95 ? fmt::format("{:.1f} ms", milliseconds)
                             : fmt::format("{:.0f} ms", milliseconds);
}

// Returns "0.3 s", as exact as somebody needs to know who sees a number that grows.
std::string age_text(std::chrono::nanoseconds age) {
  const double seconds = std::chrono::duration<double>(age).count();
  return seconds < 9.95 ? fmt::format("{:.1f} s", seconds) : format_seconds(seconds);
}

std::string folders_text(const LiveStatus& watch) {
  const std::string all =
      fmt::format("{} folder{}", format_count(watch.folders), watch.folders == 1 ? "" : "s");
  return watch.state == LiveState::partial
             ? fmt::format("{}, {} of {}", watch.how, format_count(watch.watched), all)
             : fmt::format("{}, {}", watch.how, all);
}

// Returns how closely the job follows its source; nothing if nobody wants that.
std::string watch_line(const LiveStatus& watch, Time now) {
  std::string text;
  switch (watch.state) {
    case LiveState::off:
      return {};
    case LiveState::catching_up:
      text = "catching up: everything is compared first";
      break;
    case LiveState::polling:
      text = "polling";
      break;
    case LiveState::live:
      text = fmt::format("live ({})", folders_text(watch));
      break;
    case LiveState::partial:
      text = fmt::format("live in part ({})", folders_text(watch));
      break;
  }
  if (watch.lag)
    text += fmt::format(", lag {} (99 %: {})", lag_text(watch.lag->last), lag_text(watch.lag->p99));
  if (watch.last_full) text += ", all compared at " + time_text(*watch.last_full, now);
  if (watch.reason.empty()) return text;
  return text + (watch.state == LiveState::polling ? "; the source is not watched: " : "; ") +
         watch.reason;
}

std::string waiting_line(const LiveStatus& watch) {
  if (watch.waiting == 0) return {};
  std::string text =
      fmt::format("waiting: {} name{}", format_count(watch.waiting), watch.waiting == 1 ? "" : "s");
  if (watch.oldest) text += ", oldest " + age_text(*watch.oldest);
  return text;
}

void add_line(std::string& text, const std::string& line) { text += printable(line) + "\n"; }

void add_problems(std::string& text, const PassSummary& last) {
  for (const std::string& reason : last.held.reasons) add_line(text, "  held: " + reason);
  if (last.problem_count == 0) return;
  add_line(text, fmt::format("  {} {}", format_count(last.problem_count),
                             last.problem_count == 1 ? "problem" : "problems"));
  const std::size_t shown = std::min(kProblemsShown, last.problems.size());
  for (std::size_t index = 0; index < shown; ++index) {
    const Problem& problem = last.problems[index];
    add_line(text, fmt::format("    {} '{}': {}", problem.operation, problem.path, problem.error));
  }
  if (shown < last.problem_count) text += "    …\n";
}

}  // namespace

std::string status_text(const DaemonStatus& status, Time now) {
  std::string text;
  add_line(text, fmt::format("Lockstep {}, process {}{}", status.version, status.process_id,
                             status.paused ? ", paused" : ""));
  if (const std::string waits = restart_sentence(status.needs_restart); !waits.empty())
    add_line(text, waits);
  for (const JobStatus& job : status.jobs) {
    text += "\n";
    add_line(text, fmt::format("{}: {} -> {}", job.name, job.source, job.replica));
    add_line(text, "  " + state_line(job, now));
    for (const std::string& line : {watch_line(job.watch, now), waiting_line(job.watch)}) {
      if (!line.empty()) add_line(text, "  " + line);
    }
    if (!job.last) continue;
    add_line(text, "  " + last_line(job, now));
    add_problems(text, *job.last);
  }
  return text;
}

}  // namespace lockstep
