// Do the jobs of a configuration go together? Looks at what was written, never at the disk: the
// folders may not be there yet. (Whether two real folders overlap is asked again when a job opens
// them.)
#pragma once

#include "app/config_reader.h"

namespace lockstep {

void check_jobs(const ConfigDraft& draft, Findings& findings);

}  // namespace lockstep
