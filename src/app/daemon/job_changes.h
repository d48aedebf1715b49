// Decides what a new configuration makes of the jobs there are: which stay, which are made, which
// end, and whom each new one follows.
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

// Returns null if none is called so.
[[nodiscard]] JobPointer find_job(const Jobs& jobs, const std::string& name);

struct FreshJob {
  JobPointer job;
  // One had its name, another may have had its replica.
  std::vector<FormerJob> formers = {};

  [[nodiscard]] bool inherits_replica() const;
};

struct JobChanges {
  Jobs wanted;  // in the order of the settings
  std::vector<FreshJob> fresh;  // those of them that are to be started
  Jobs leaving;
  ReloadReport report;  // without needs_restart

  // True if another one follows it.
  [[nodiscard]] bool is_followed(const DaemonJob& job) const;
};

// Jobs that are followed, and still wait for others themselves, give those to the ones that follow
// them and end: in the course of one long copy any number of changes leaves one job that waits, and
// nobody is asked twice for what he does. Returns `fresh` with what they were given.
[[nodiscard]] std::vector<FreshJob> hand_over_formers(std::vector<FreshJob> fresh);

// A changed limit of bytes a second holds for what a job's former copies, too.
void hold_new_limits(const std::vector<FreshJob>& fresh);

// `winding_down`: those that earlier changes left to end, the oldest first. Throws what `make`
// throws.
[[nodiscard]] JobChanges compare_jobs(const Jobs& present, const Jobs& winding_down,
                                      const Settings& next, const JobMaker& make);

}  // namespace lockstep
