// Do the jobs of a configuration go together? A job's own two folders are judged by what was
// written alone: they may not be there yet, and are looked at when the job opens them. Replicas of
// different jobs nobody looks at later: there links are followed (job_overlap.h).
#pragma once

#include "app/config/config_reader.h"

namespace lockstep {

void check_jobs(const ConfigDraft& draft, Findings& findings);

}  // namespace lockstep
