#include "app/daemon/job_audience.h"

#include <exception>
#include <utility>

#include "app/report/refusal.h"

namespace lockstep {

JobAudience::JobAudience(const JobSettings& job, ProgressLine* line, Log& log, const Clock& clock,
                         JobObserver& last)
    : job_(job),
      log_(log),
      label_(job.name),
      progress_observer_(line, label_, clock),
      log_observer_(job, label_, Repetition::many_passes, log, clock) {
  observers_.add(progress_observer_);
  observers_.add(log_observer_);
  observers_.add(counter_);
  observers_.add(last);
}

void JobAudience::tell_error(std::string why) {
  LogLine line;
  line.level = LogLevel::error;
  line.job = job_.name;
  line.event = "error";
  line.error = std::move(why);
  line.message = "Error during synchronization: " + line.error;
  log_.write(line);
}

void JobAudience::tell_failure_of_observers() {
  const std::exception_ptr failure = observers_.take_failure();
  std::string why = failure ? refusal_text(failure) : std::string();
  if (!why.empty() && why != told_failure_) tell_error(why);
  told_failure_ = std::move(why);
}

}  // namespace lockstep
