// Decides how many workers the jobs have, and how much these give way to other programs.
#pragma once

#include "app/config/settings.h"
#include "app/report/log.h"
#include "base/worker_pool.h"

namespace lockstep {

// Returns the number of workers; `asked` is 0 for as many as suit the machine.
[[nodiscard]] unsigned worker_count(unsigned asked);

// Returns how many workers all jobs have together, as the service says. If it says nothing, that is
// as many as suit the machine, or as the job wants that asks for most.
[[nodiscard]] unsigned shared_workers(const Settings& settings);

// The number of workers that one job has while the others have nothing to do.
struct Workers {
  unsigned usual = 1;
  // The number while they wait for a disk or a network. It never exceeds a number that was asked
  // for.
  unsigned most = 1;
  friend bool operator==(const Workers&, const Workers&) = default;
};
[[nodiscard]] Workers workers_of(unsigned asked);
[[nodiscard]] Workers workers_of(const JobSettings& job, const ServiceSettings& service);
[[nodiscard]] Elasticity elasticity(const Workers& workers);

// Gives the calling thread the job's priority. A failure is one warning.
void take_priority(const JobSettings& job, Log& log);

}  // namespace lockstep
