#include "app/job_reporter.h"

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

// What was done to the replica; the rest may be warnings, and is remembered.
bool is_done(EventKind kind) {
  return kind != EventKind::problem && kind != EventKind::skipped && kind != EventKind::notice;
}

bool reached_the_end(PassResult result) {
  return result == PassResult::ok || result == PassResult::problems;
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
  if (is_done(event.kind) && !log_->wants(LogLevel::info)) return;
  LogLine line = line_for(event, roots_);
  if (!is_news(line, event)) return;
  news_ = true;
  write(std::move(line));
}

// Does this line say what the last pass did not say already?
bool LogObserver::is_news(const LogLine& line, const Event& event) {
  if (is_done(event.kind) || repetition_ == Repetition::one_pass) return true;
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
        const std::string label = line.event == "held" ? std::string() : line.error;
        const bool known = memory_.note(key, line.message, label) == ProblemMemory::News::known;
        if (known) line.level = LogLevel::debug;
      } else if (!worth_a_line) {
        line.level = LogLevel::debug;
      }
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

bool LogObserver::is_worth_a_line(const PassSummary& summary,
                                  std::chrono::steady_clock::time_point now) {
  const bool worth =
      !last_summary_ || now - *last_summary_ >= kSignOfLife || news_ || !summary.changed_nothing();
  // A pass that did not get to the end has lines of another kind.
  if (worth && reached_the_end(summary.result)) last_summary_ = now;
  return worth;
}

JobReporter::JobReporter(const JobSettings& job, std::string shown_name, Repetition repetition,
                         Surroundings surroundings, OnSummary on_summary)
    : shown_name_(shown_name),
      surroundings_(surroundings),
      on_summary_(std::move(on_summary)),
      log_observer_(surroundings.log, std::move(shown_name), {job.source, job.replica},
                    repetition) {}

void JobReporter::show_job(bool shown) {
  shows_job_ = shown;
  log_observer_.show_job(shown);
}

void JobReporter::on_pass_begin(const JobSettings& /*job*/) {
  progress_.phase = Progress::Phase::idle;
  for (auto* counter :
       {&progress_.entries_scanned, &progress_.files_planned, &progress_.bytes_planned,
        &progress_.files_done, &progress_.bytes_done, &progress_.removals_planned,
        &progress_.removals_done, &progress_.bytes_compared, &progress_.steps}) {
    *counter = 0;
  }
  if (surroundings_.progress_line != nullptr)
    surroundings_.progress_line->begin(shows_job_ ? shown_name_ : std::string(), &progress_);
}

void JobReporter::on_pass_end(const JobSettings& job, const PassSummary& summary) {
  if (surroundings_.progress_line != nullptr) surroundings_.progress_line->end(&progress_);
  log_observer_.on_pass_end(summary, surroundings_.clock->steady_now());
  if (on_summary_) on_summary_(job, summary);
}

}  // namespace lockstep
