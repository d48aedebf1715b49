// Decides what a new configuration does to the present jobs: which stay, which are made, which end,
// and which ones each new job follows.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/config/settings.h"
#include "app/daemon/daemon_job.h"
#include "app/daemon/daemon_status.h"

namespace lockstep {

using JobPointer = std::shared_ptr<DaemonJob>;
using Jobs = std::vector<JobPointer>;
using JobMaker = std::function<JobPointer(const JobSettings&, const Workers&)>;

// Returns the replica's path with its links followed, or as it is written if that can't be told.
[[nodiscard]] std::string canonical_replica(const JobSettings& job);

// Returns the job of that name; null if there is none.
[[nodiscard]] JobPointer find_job(const Jobs& jobs, const std::string& name);

struct FreshJob {
  JobPointer job;
  // One former had the job's name; another may have had its replica.
  std::vector<FormerJob> formers = {};

  [[nodiscard]] bool inherits_replica() const;
};

struct JobChanges {
  Jobs wanted;  // in the order of the settings
  std::vector<FreshJob> fresh;  // the wanted jobs that are to be started
  Jobs leaving;
  ReloadReport report;  // without needs_restart

  // Returns whether another job follows this one.
  [[nodiscard]] bool is_followed(const DaemonJob& job) const;
};

// Lets jobs that are followed, and still wait for others themselves, give those others to their
// followers and end. So any number of changes during one long copy leaves only one job that waits,
// and no job is asked twice what it does. Returns `fresh` with the formers that they were given.
[[nodiscard]] std::vector<FreshJob> hand_over_formers(std::vector<FreshJob> fresh);

// Applies a changed limit of bytes a second to the copies of a job's formers, too.
void hold_new_limits(const std::vector<FreshJob>& fresh);

// Compares the present jobs with the settings. `winding_down` are the jobs that earlier changes
// left to end, the oldest first. Throws what `make` throws.
[[nodiscard]] JobChanges compare_jobs(const Jobs& present, const Jobs& winding_down,
                                      const Settings& next, const JobMaker& make);

}  // namespace lockstep
