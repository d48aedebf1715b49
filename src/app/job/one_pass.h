// Makes one pass of every job, with a thread each, for `sync`. Jobs that repeat are the daemon's.
//
// Each job has a worker pool of its own, because a pass waits until its pool is idle; the pools
// share the workers that may be at work at once.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "app/config/settings.h"
#include "app/job/job.h"
#include "app/report/log.h"
#include "app/report/progress_line.h"
#include "base/fair_share.h"

namespace lockstep {

class OnePass {
 public:
  using OnSummary = std::function<void(const JobSettings&, const PassSummary&)>;

  // All of these are borrowed and outlive this.
  struct Dependencies {
    RecordStore* records = nullptr;
    Log* log = nullptr;
    ProgressLine* progress_line = nullptr;  // may be null
    const Clock* clock = nullptr;
    // Is called at the end of every pass on the job's thread, for one job at a time. May be empty.
    OnSummary on_summary = {};
    Job::PassFunction pass = run_pass;
  };
  OnePass(const Settings& settings, MissingRoots missing_roots, Dependencies dependencies);
  ~OnePass();
  OnePass(const OnePass&) = delete;
  OnePass& operator=(const OnePass&) = delete;

  // Makes the passes. Returns when all are done, or have dropped their files in hand after a stop.
  // The exit code is the worst of the jobs'.
  [[nodiscard]] int run(std::stop_token stop);

 private:
  struct Member;
  Log* log_;
  FairShare share_;
  std::vector<std::unique_ptr<Member>> members_;  // stands after what they use
};

}  // namespace lockstep
