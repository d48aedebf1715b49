// Everybody who hears what a job of a daemon does: the line of progress, the log, the counters, and
// one more observer, which is told last.
#pragma once

#include <string>

#include "app/report/job_counter.h"
#include "app/report/job_label.h"
#include "app/report/log.h"
#include "app/report/log_observer.h"
#include "app/report/progress_line.h"
#include "app/report/progress_observer.h"
#include "base/clock.h"

namespace lockstep {

class JobAudience {
 public:
  // The arguments are borrowed and outlive this; `line` may be null. Whoever hears from `last` of a
  // pass may ask for what the others know.
  JobAudience(const JobSettings& job, ProgressLine* line, Log& log, const Clock& clock,
              JobObserver& last);

  // Returns the observer that tells all of them.
  [[nodiscard]] JobObserver& observer() { return observers_; }
  [[nodiscard]] JobTotals totals() const { return counter_.totals(); }
  void show_name(bool shown) { label_.show(shown); }

  // Tells the log of an error that no pass accounts for.
  void tell_error(std::string why);
  // Tells the log if an observer has thrown. One that fails in every pass is told once. Called by
  // the job's thread, between passes.
  void tell_failure_of_observers();

 private:
  const JobSettings& job_;
  Log& log_;
  JobLabel label_;
  ProgressObserver progress_observer_;
  LogObserver log_observer_;
  JobCounter counter_;
  JobObservers observers_;
  std::string told_failure_;  // an observer's failure in the last step
};

}  // namespace lockstep
