// Runs jobs: a thread each, until every job has had its pass or a stop is asked for.
//
// Each job has a worker pool of its own. One pool for all would be simple too, but a pass waits
// until its pool is idle, so the passes would have to take turns and a job that copies for ten
// hours would stop all others. Idle workers sleep.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "app/job.h"
#include "app/job_reporter.h"
#include "app/settings.h"

namespace lockstep {

// Steps every job on a thread of its own; waits can be cut short by `stop`. Returns when one pass
// of each is done, or (many_passes) when a stop was asked for or every job has given up. The exit
// code is the worst of the jobs; of jobs that were running when they were stopped as asked it is 0.
[[nodiscard]] int run_jobs(const std::vector<Job*>& jobs, Repetition repetition,
                           std::stop_token stop);

// All jobs of the settings with their pools and reporters.
class Scheduler {
 public:
  struct Surroundings {  // borrowed, all outlive the scheduler
    RecordStore* records = nullptr;
    Log* log = nullptr;
    ProgressLine* progress_line = nullptr;  // may be null
    const Clock* clock = nullptr;
    // Called at the end of every pass on the job's thread, one job at a time; may be empty.
    JobReporter::OnSummary on_summary = {};
    Job::PassFunction pass = run_pass;
  };
  Scheduler(const Settings& settings, Repetition repetition, MissingRoots missing_roots,
            Surroundings surroundings);
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  [[nodiscard]] int run(std::stop_token stop);

 private:
  struct Member;
  std::vector<std::unique_ptr<Member>> members_;
  Repetition repetition_;
};

// How many workers a job has when the user does not say: 0 means from the machine.
[[nodiscard]] unsigned worker_count(unsigned asked);

}  // namespace lockstep
