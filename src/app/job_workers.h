// How many workers the jobs have, and how much these give way to other programs.
#pragma once

#include "app/log.h"
#include "app/settings.h"

namespace lockstep {

// 0 means from the machine.
[[nodiscard]] unsigned worker_count(unsigned asked);

// Of all jobs together: as the service says; where it says nothing, from the machine, or as many as
// the job that asks for most.
[[nodiscard]] unsigned shared_workers(const Settings& settings);

// Of one job while the others have nothing to do.
[[nodiscard]] unsigned workers_of(const JobSettings& job, const ServiceSettings& service);

// Gives the calling thread the job's priority; what can't be done is one warning.
void take_priority(const JobSettings& job, Log& log);

}  // namespace lockstep
