#include "app/daemon/status_sentence.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/report/event_lines.h"
#include "base/printable.h"
#include "base/units.h"

namespace lockstep {
namespace {

std::string count_words(std::uint64_t count, std::string_view what) {
  return fmt::format("{} {}{}", format_count(count), what, count == 1 ? "" : "s");
}

const JobStatus* latest(const DaemonStatus& status) {
  const JobStatus* found = nullptr;
  for (const JobStatus& job : status.jobs) {
    if (job.last && (found == nullptr || job.last_start > found->last_start)) found = &job;
  }
  return found;
}

std::string progress_of(const DaemonStatus& status) {
  std::uint64_t done = 0;
  std::uint64_t planned = 0;
  for (const JobStatus& job : status.jobs) {
    if (job.state != JobState::running) continue;
    done += job.bytes_done;
    planned += job.bytes_planned;
  }
  if (planned == 0) return {};
  return fmt::format("; copying, {} of {} done", format_bytes(done), format_bytes(planned));
}

// A job of the command line has no name.
std::string front_of(const JobStatus& job, std::string_view separator) {
  return job.name.empty() ? std::string() : job.name + std::string(separator);
}

}  // namespace

std::string trouble_of(const JobStatus& job) {
  if (!job.last) return {};
  const PassSummary& last = *job.last;
  switch (last.result) {
    case PassResult::ok:
    case PassResult::cancelled:
      return {};
    case PassResult::problems:
      return "has " + count_words(last.problem_count, "problem");
    case PassResult::held:
      if (last.held.removals == 0) return "is held";
      return fmt::format("is held, {} {} for approval", count_words(last.held.removals, "removal"),
                         last.held.removals == 1 ? "waits" : "wait");
    case PassResult::unavailable:
    case PassResult::locked:
      return "waits: " + last.unavailable;
    case PassResult::error:
      return "failed: " + last.unavailable;
  }
  return {};
}

std::string restart_sentence(const std::vector<std::string>& needs_restart) {
  if (needs_restart.empty()) return {};
  return fmt::format("Changed, but in force only after a restart: {}",
                     fmt::join(needs_restart, ", "));
}

std::string status_sentence(const DaemonStatus& status) {
  std::vector<std::string> troubles;
  bool all_have_run = true;
  for (const JobStatus& job : status.jobs) {
    all_have_run = all_have_run && job.last.has_value();
    if (const std::string trouble = trouble_of(job); !trouble.empty())
      troubles.push_back(front_of(job, " ") + trouble);
  }
  std::string sentence = count_words(status.jobs.size(), "job");
  if (status.paused) sentence = "Paused; " + sentence;
  if (!troubles.empty()) {
    const auto shown = std::min<std::ptrdiff_t>(std::ssize(troubles), 3);
    sentence += fmt::format(
        ", {}not fine: {}",
        status.jobs.size() == 1 ? "" : fmt::format("{} of them ", troubles.size()),
        fmt::join(troubles.begin(), troubles.begin() + shown, "; "));
    if (shown < std::ssize(troubles)) sentence += "; …";
  } else if (all_have_run && !status.jobs.empty()) {
    sentence += status.jobs.size() == 1 ? ", fine" : ", all fine";
  }
  sentence += progress_of(status);
  const JobStatus* const job = latest(status);
  if (troubles.empty() && job != nullptr)
    sentence += fmt::format("; {}{}", front_of(*job, ": "), counts_text(*job->last));
  return printable(sentence);
}

}  // namespace lockstep
