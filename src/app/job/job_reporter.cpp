#include "app/job/job_reporter.h"

#include <algorithm>
#include <ranges>

#include <fmt/format.h>

#include "base/units.h"

namespace lockstep {
namespace {

constexpr std::chrono::hours kSignOfLife{24};

// One cause that lies in a volume and not in an entry: a full disk may refuse a million files.
bool is_of_the_volume(const Error* error) {
  return error != nullptr &&
         (error->kind() == ErrorKind::no_space || error->kind() == ErrorKind::read_only);
}

// What was wrong, without the half of the sentence that says what to do: it is over.
std::string without_advice(const std::string& sentence) {
  return sentence.substr(0, sentence.find("; "));
}

// "; copy '/s/a': Permission denied; …; and 12 more in the log": a job that goes on names a problem
// that lasts only once, so its summary names some of them again.
std::string named_problems(const PassSummary& summary) {
  constexpr std::size_t kMostNamed = 3;
  std::string text;
  const std::size_t named = std::min(summary.problems.size(), kMostNamed);
  for (const Problem& problem : summary.problems | std::views::take(named))
    text += fmt::format("; {} '{}': {}", problem.operation, problem.path, problem.error);
  if (summary.problem_count > named)
    text += fmt::format("; and {} more in the log", format_count(summary.problem_count - named));
  return text;
}

bool reached_the_end(PassResult result) {
  return result == PassResult::ok || result == PassResult::problems;
}

// What a terminal shows while the job rests: "No changes as of 11:00:14".
std::string rest_state(const PassSummary& summary) {
  switch (summary.result) {
    case PassResult::ok:
      return summary.changed_nothing() ? "No changes" : "Up to date";
    case PassResult::problems:
      return summary.problem_count == 1 ? "1 problem"
                                        : format_count(summary.problem_count) + " problems";
    case PassResult::held:
      return "Held";
    case PassResult::unavailable:
    case PassResult::locked:
    case PassResult::error:
      return "Could not mirror";
    case PassResult::cancelled:
      break;
  }
  return {};
}

}  // namespace

LogObserver::LogObserver(Log* log, std::string job, RootPaths roots, Repetition repetition)
    : log_(log), job_(std::move(job)), roots_(std::move(roots)), repetition_(repetition) {}

void LogObserver::write(LogLine line) {
  if (shows_job_) line.job = job_;
  log_->write(line);
}

void LogObserver::on_event(const Event& event) {
  // There may be a million of them, and nobody who reads them.
  if (tells_what_was_done(event.kind) && !log_->wants_operations()) return;
  LogLine line = line_for(event, roots_);
  if (!is_news(line, event)) return;
  news_ = true;
  write(std::move(line));
}

// Does this line say what the last pass did not say already?
bool LogObserver::is_news(const LogLine& line, const Event& event) {
  if (tells_what_was_done(event.kind) || repetition_ == Repetition::one_pass) return true;
  std::string key(line.event);
  std::string state = line.reason + line.error;
  std::string label;
  if (is_of_the_volume(event.error)) {
    state = event.error->reason();
    key.append(" of the volume: ").append(state);
    label = state;
  } else if (event.kind == EventKind::notice) {
    key.append(" ").append(line.reason);
  } else {
    const std::string& path = line.source.empty() ? line.replica : line.source;
    key.append(" ").append(event.operation).append(" ").append(path);
    if (event.kind == EventKind::problem) label = fmt::format("{} '{}'", event.operation, path);
  }
  return memory_.note(key, state, label) != ProblemMemory::News::known;
}

void LogObserver::on_pass_end(const PassSummary& summary,
                              std::chrono::steady_clock::time_point now) {
  std::vector<LogLine> lines = summary_lines(summary, roots_);
  const bool worth_a_line = is_worth_a_line(summary, now);
  if (repetition_ == Repetition::many_passes) {
    for (LogLine& line : lines) {
      const bool lasts = line.event == "held" || line.event == "unavailable" ||
                         line.event == "locked" || line.event == "error";
      if (lasts) {
        const std::string key =
            line.event + " " + (line.event == "held" ? line.reason : std::string());
        const std::string label = line.event == "held" ? std::string() : without_advice(line.error);
        const bool known = memory_.note(key, line.message, label) == ProblemMemory::News::known;
        if (known) line.level = LogLevel::debug;
      } else if (!worth_a_line) {
        line.level = LogLevel::debug;
      }
      if (line.event == "complete" || line.event == "complete_but_held")
        line.message += named_problems(summary);
    }
    tell_ended(summary);
  }
  for (LogLine& line : lines) write(std::move(line));
  news_ = false;
}

void LogObserver::tell_ended(const PassSummary& summary) {
  const auto pass = reached_the_end(summary.result) ? ProblemMemory::Pass::looked_everywhere
                                                    : ProblemMemory::Pass::was_cut_short;
  ProblemMemory::Ended ended = memory_.end_pass(pass);
  if (ended.unnamed > 0) ended.labels.push_back(format_count(ended.unnamed) + " more");
  for (const std::string& label : ended.labels) {
    LogLine line;
    line.event = "problem_ended";
    line.reason = label;
    line.message = "No longer a problem: " + label;
    write(std::move(line));
  }
}

// The first idle pass after one that changed something says that all is done; those that follow it
// say nothing new.
bool LogObserver::is_worth_a_line(const PassSummary& summary,
                                  std::chrono::steady_clock::time_point now) {
  const bool idle = summary.changed_nothing();
  const bool worth =
      !last_summary_ || now - *last_summary_ >= kSignOfLife || news_ || !idle || !told_idle_;
  // A pass that did not get to the end has lines of another kind.
  if (worth && reached_the_end(summary.result)) {
    last_summary_ = now;
    told_idle_ = idle;
  }
  return worth;
}

JobReporter::JobReporter(const JobSettings& job, std::string shown_name, Repetition repetition,
                         Dependencies dependencies, OnSummary on_summary)
    : shown_name_(shown_name),
      deps_(dependencies),
      on_summary_(std::move(on_summary)),
      log_observer_(dependencies.log, std::move(shown_name), {job.source, job.replica},
                    repetition) {}

void JobReporter::show_job(bool shown) {
  shows_job_ = shown;
  log_observer_.show_job(shown);
}

void JobReporter::on_pass_begin(const JobSettings& /*job*/) {
  deps_.log->look_after_file();
  progress_.phase = Progress::Phase::idle;
  for (auto* counter :
       {&progress_.entries_scanned, &progress_.files_planned, &progress_.bytes_planned,
        &progress_.files_done, &progress_.bytes_done, &progress_.removals_planned,
        &progress_.removals_done, &progress_.bytes_compared, &progress_.steps}) {
    *counter = 0;
  }
  if (deps_.progress_line != nullptr)
    deps_.progress_line->begin(shows_job_ ? shown_name_ : std::string(), &progress_);
}

void JobReporter::on_pass_end(const JobSettings& job, const PassSummary& summary) {
  if (deps_.progress_line != nullptr) deps_.progress_line->end(&progress_);
  log_observer_.on_pass_end(summary, deps_.clock->steady_now());
  last_ended_ = deps_.clock->now();
  last_state_ = rest_state(summary);
  if (on_summary_) on_summary_(job, summary);
}

void JobReporter::rests_until(std::chrono::steady_clock::time_point next) {
  if (deps_.progress_line == nullptr || last_state_.empty()) return;
  deps_.progress_line->rest(
      {shows_job_ ? shown_name_ : std::string(), last_state_, last_ended_, next});
}

}  // namespace lockstep
