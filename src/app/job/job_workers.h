// How many workers the jobs have, and how much these give way to other programs.
#pragma once

#include "app/config/settings.h"
#include "app/report/log.h"
#include "base/worker_pool.h"

namespace lockstep {

// Returns how many workers are meant; 0 means as many as suit the machine.
[[nodiscard]] unsigned worker_count(unsigned asked);

// Returns how many workers all jobs have together: as the service says; if it says nothing, as many
// as suit the machine, or as the job that asks for most.
[[nodiscard]] unsigned shared_workers(const Settings& settings);

// How many workers one job has while the others have nothing to do.
struct Workers {
  unsigned usual = 1;
  unsigned most = 1;  // while they wait for a disk or a network; a number asked for is not exceeded
  friend bool operator==(const Workers&, const Workers&) = default;
};
[[nodiscard]] Workers workers_of(unsigned asked);
[[nodiscard]] Workers workers_of(const JobSettings& job, const ServiceSettings& service);
[[nodiscard]] Elasticity elasticity(const Workers& workers);

// Gives the calling thread the job's priority; what can't be done is one warning.
void take_priority(const JobSettings& job, Log& log);

}  // namespace lockstep
