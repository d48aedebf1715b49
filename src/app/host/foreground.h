// Jobs in a terminal or below a shell script: log, progress line and summaries around them, stopped
// by signals. What `run`, `sync`, `plan` and `verify` share.
#pragma once

#include "app/config/settings.h"
#include "app/job/job.h"
#include "app/job/job_reporter.h"
#include "app/job/preview.h"
#include "base/result.h"

namespace lockstep {

// Runs the passes and returns the exit code. With MissingRoots::fail (one job, of a command line)
// roots that can't be used are told before anything is created, the log file included. An error is
// one of usage: the log can't be opened.
[[nodiscard]] Result<int> mirror_in_foreground(const Settings& settings, Repetition repetition,
                                               MissingRoots missing_roots);

// Prints what a pass would do, or every difference, and returns the exit code.
[[nodiscard]] Result<int> preview_in_foreground(const Settings& settings, Preview what);

}  // namespace lockstep
