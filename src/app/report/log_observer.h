// Writes the course of a job's passes as lines of the log.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "app/report/event_lines.h"
#include "app/report/job_label.h"
#include "app/report/job_observer.h"
#include "app/report/log.h"
#include "app/report/problem_memory.h"
#include "base/clock.h"

namespace lockstep {

enum class Repetition {
  one_pass,  // every problem is named, the summary is always a line
  // A problem that lasts is named once, and each summary names some of them. Only the first idle
  // pass after a change has its line, and one a day to show life.
  many_passes,
};

class LogObserver final : public JobObserver {
 public:
  // `label`, `log` and `clock` are borrowed.
  LogObserver(const JobSettings& job, const JobLabel& label, Repetition repetition, Log& log,
              const Clock& clock);

  void on_pass_begin(const JobSettings& job, const Progress& progress) override;
  void on_event(const Event& event) override;
  // Logs the problems that are over, and the summary's lines.
  void on_pass_end(const JobSettings& job, const PassSummary& summary) override;
  // Logs the summary's lines. Nothing is over yet: partial passes do not look everywhere.
  void on_live_changes(const JobSettings& job, const PassSummary& summary) override;
  void on_watch(const JobSettings& job, const WatchNews& news) override;

 private:
  void write(LogLine line);
  [[nodiscard]] bool is_news(const LogLine& line, const Event& event);
  [[nodiscard]] std::vector<LogLine> lines_of_many(const PassSummary& summary, bool worth_a_line);
  void tell_ended(const PassSummary& summary);
  [[nodiscard]] bool is_worth_a_line(const PassSummary& summary);

  Log& log_;
  const JobLabel& label_;
  const Clock& clock_;
  const RootPaths roots_;
  const Repetition repetition_;
  ProblemMemory memory_;
  std::atomic<bool> has_news_ = false;  // something was logged in this pass
  std::optional<std::chrono::steady_clock::time_point> last_summary_;
  bool told_idle_ = false;  // since the last pass that changed something
};

}  // namespace lockstep
