#include "app/report/log_observer.h"

#include <algorithm>
#include <ranges>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/units.h"

namespace lockstep {
namespace {

constexpr std::chrono::hours kSignOfLife{24};

// Returns whether the cause lies in a volume and not in an entry: a full disk may refuse a million
// files.
bool is_of_the_volume(const Error* error) {
  return error != nullptr &&
         (error->kind() == ErrorKind::no_space || error->kind() == ErrorKind::read_only);
}

// Returns what was wrong, without the half of the sentence that says what to do, since it is over.
std::string without_advice(const std::string& sentence) {
  return sentence.substr(0, sentence.find("; "));
}

// Returns "; copy '/s/a': Permission denied; …; and 12 more in the log". A job that goes on names a
// lasting problem only once, so its summary names some of them again.
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

}  // namespace

LogObserver::LogObserver(const JobSettings& job, const JobLabel& label, Repetition repetition,
                         Log& log, const Clock& clock)
    : log_(log),
      label_(label),
      clock_(clock),
      roots_{job.source, job.replica},
      repetition_(repetition) {}

void LogObserver::write(LogLine line) {
  line.job = label_.text();
  log_.write(line);
}

// Even a pass without lines is to have a log file. What partial passes noted since the last full
// pass is not of this one, which may find that it is over.
void LogObserver::on_pass_begin(const JobSettings& /*job*/, const Progress& /*progress*/) {
  log_.look_after_file();
  static_cast<void>(memory_.end_pass(ProblemMemory::Pass::was_cut_short));
  has_news_ = false;
}

void LogObserver::on_event(const Event& event) {
  // There may be a million of these lines, and nobody who reads them.
  if (tells_what_was_done(event.kind) && !log_.wants_operations()) return;
  LogLine line = line_for(event, roots_);
  if (!is_news(line, event)) return;
  has_news_ = true;
  write(std::move(line));
}

// Returns whether this line says something that the last pass did not say already.
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

void LogObserver::on_pass_end(const JobSettings& /*job*/, const PassSummary& summary) {
  const bool worth_a_line = is_worth_a_line(summary);
  std::vector<LogLine> lines = repetition_ == Repetition::one_pass
                                   ? summary_lines(summary, roots_)
                                   : lines_of_many(summary, worth_a_line);
  if (repetition_ == Repetition::many_passes) tell_ended(summary);
  for (LogLine& line : lines) write(std::move(line));
  has_news_ = false;
}

void LogObserver::on_live_changes(const JobSettings& /*job*/, const PassSummary& summary) {
  const bool worth_a_line = has_news_.exchange(false) || !summary.changed_nothing();
  for (LogLine& line : lines_of_many(summary, worth_a_line)) write(std::move(line));
  if (worth_a_line) last_summary_ = clock_.steady_now();
}

void LogObserver::on_watch(const JobSettings& /*job*/, const WatchNews& news) {
  LogLine line;
  line.level = news.level;
  line.event = news.event;
  line.message = news.sentence;
  line.source = roots_.source;
  write(std::move(line));
}

// Returns a summary's lines for a job that goes on. What lasts, or says nothing new, is for those
// who debug.
std::vector<LogLine> LogObserver::lines_of_many(const PassSummary& summary, bool worth_a_line) {
  std::vector<LogLine> lines = summary_lines(summary, roots_);
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
  return lines;
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

// Returns whether the summary deserves a line. The first idle pass after one that changed something
// says that all is done; those that follow it say nothing new.
bool LogObserver::is_worth_a_line(const PassSummary& summary) {
  const auto now = clock_.steady_now();
  const bool idle = summary.changed_nothing();
  const bool worth =
      !last_summary_ || now - *last_summary_ >= kSignOfLife || has_news_ || !idle || !told_idle_;
  // A pass that did not get to the end has lines of another kind.
  if (worth && reached_the_end(summary.result)) {
    last_summary_ = now;
    told_idle_ = idle;
  }
  return worth;
}

}  // namespace lockstep
