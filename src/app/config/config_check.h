// The check whether the jobs of a configuration go together. A job's own two folders are judged by
// their written paths alone: they may not be there yet, and are looked at when the job opens them.
// Nobody compares the replicas of different jobs later, so their links are followed here
// (job_overlap.h).
#pragma once

#include "app/config/config_reader.h"

namespace lockstep {

void check_jobs(const ConfigDraft& draft, Findings& findings);

}  // namespace lockstep
