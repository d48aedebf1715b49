// Shows a job on the last line of a terminal: its passes while they run, and between them how
// current the replica is.
#pragma once

#include <chrono>
#include <string>

#include "app/report/job_label.h"
#include "app/report/job_observer.h"
#include "app/report/progress_line.h"
#include "base/clock.h"

namespace lockstep {

class ProgressObserver final : public JobObserver {
 public:
  // All are borrowed. If `line` is null, there is nothing to do.
  ProgressObserver(ProgressLine* line, const JobLabel& label, const Clock& clock)
      : line_(line), label_(label), clock_(clock) {}

  void on_pass_begin(const JobSettings& job, const Progress& progress) override;
  void on_pass_end(const JobSettings& job, const PassSummary& summary) override;
  void on_part_begin(const JobSettings& job, const Progress& progress) override;
  void on_part_end(const JobSettings& job) override;
  void on_live_changes(const JobSettings& job, const PassSummary& summary) override;
  void on_watch(const JobSettings& job, const WatchNews& news) override;
  void on_rest(std::chrono::steady_clock::time_point next) override;

 private:
  ProgressLine* const line_;
  const JobLabel& label_;
  const Clock& clock_;
  const Progress* running_ = nullptr;
  std::string last_state_;  // the last pass in a word or two; empty if nothing is shown
  bool last_was_ok_ = false;  // the last full pass
  std::chrono::system_clock::time_point last_ended_;
  bool live_ = false;
};

}  // namespace lockstep
