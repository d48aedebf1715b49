// Turns what a job tells into log lines, the progress line and summaries. One a job.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>

#include "app/job/job.h"
#include "app/report/event_lines.h"
#include "app/report/log.h"
#include "app/report/problem_memory.h"
#include "app/report/progress_line.h"

namespace lockstep {

enum class Repetition {
  one_pass,  // every problem is named, the summary is always a line
  // A problem that lasts is named once, and some of them in each summary. Of idle passes the first
  // after a change has its line, and one a day to show life.
  many_passes,
};

// The observer that logs. Thread-safe.
class LogObserver final : public Observer {
 public:
  // `log` is borrowed. `job` is empty when there is only one.
  LogObserver(Log* log, std::string job, RootPaths roots, Repetition repetition);

  // Is the job named in its lines? It need not be while it is the only one.
  void show_job(bool shown) { shows_job_ = shown; }

  void on_event(const Event& event) override;

  // Logs the end of a pass: what is over, and the summary's lines. Same thread as the next pass.
  void on_pass_end(const PassSummary& summary, std::chrono::steady_clock::time_point now);

 private:
  void write(LogLine line);
  [[nodiscard]] bool is_news(const LogLine& line, const Event& event);
  void tell_ended(const PassSummary& summary);
  [[nodiscard]] bool is_worth_a_line(const PassSummary& summary,
                                     std::chrono::steady_clock::time_point now);

  Log* log_;
  std::string job_;
  std::atomic<bool> shows_job_ = true;
  RootPaths roots_;
  Repetition repetition_;
  ProblemMemory memory_;
  std::atomic<bool> news_ = false;  // something was logged in this pass
  std::optional<std::chrono::steady_clock::time_point> last_summary_;
  bool told_idle_ = false;  // since the last pass that changed something
};

class JobReporter final : public JobListener {
 public:
  struct Dependencies {  // borrowed
    Log* log = nullptr;
    ProgressLine* progress_line = nullptr;  // may be null
    const Clock* clock = nullptr;
  };
  // `on_summary` is called at the end of every pass, on the job's thread; may be empty.
  using OnSummary = std::function<void(const JobSettings&, const PassSummary&)>;
  JobReporter(const JobSettings& job, std::string shown_name, Repetition repetition,
              Dependencies dependencies, OnSummary on_summary = {});

  // Any thread; the progress line follows from the next pass on.
  void show_job(bool shown);

  void on_pass_begin(const JobSettings& job) override;
  [[nodiscard]] Observer& observer() override { return log_observer_; }
  [[nodiscard]] Progress& progress() override { return progress_; }
  [[nodiscard]] const Progress& progress() const { return progress_; }
  void on_pass_end(const JobSettings& job, const PassSummary& summary) override;
  // The job rests until its next pass; a terminal shows that. Same thread as the passes.
  void rests_until(std::chrono::steady_clock::time_point next);

 private:
  std::string shown_name_;
  std::atomic<bool> shows_job_ = true;
  Dependencies deps_;
  OnSummary on_summary_;
  LogObserver log_observer_;
  Progress progress_;
  std::string last_state_;  // of the last pass, in a word or two; empty: nothing to show
  std::chrono::system_clock::time_point last_ended_;
};

}  // namespace lockstep
