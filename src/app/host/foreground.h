// Runs commands that work once and end (`sync`, `plan` and `verify`), with log, progress line and
// summaries. Signals stop them.
#pragma once

#include "app/config/settings.h"
#include "app/job/preview.h"
#include "base/result.h"

namespace lockstep {

// Makes one pass of every job and returns the exit code. If an only job's roots can't be used, that
// is told before anything is created, the log file included. An error is one of usage: the log
// can't be opened.
[[nodiscard]] Result<int> sync_in_foreground(const Settings& settings);

// Prints what a pass would do, or every difference, and returns the exit code.
[[nodiscard]] Result<int> preview_in_foreground(const Settings& settings, Preview what);

}  // namespace lockstep
