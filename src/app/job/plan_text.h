// Words the outcome of `plan` and `verify`: one line an operation and a closing one.
#pragma once

#include <string>

#include "app/job/preview.h"

namespace lockstep {

// Returns "create_file a/b (1.2 KiB, new)", or for a verification "missing_file a/b (1.2 KiB, not
// in the replica)", without a newline.
[[nodiscard]] std::string operation_line(const PlannedOperation& operation, Preview what);

// Returns whole lines; `job` (empty if there is only one) stands before each.
[[nodiscard]] std::string preview_text(const PlanOutcome& outcome, Preview what,
                                       const std::string& job);

}  // namespace lockstep
