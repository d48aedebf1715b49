// A plan as the list that `plan` and `verify` print, in the order of paths.
#pragma once

#include <vector>

#include "core/hard_links.h"
#include "core/pass.h"
#include "core/plan.h"

namespace lockstep {

[[nodiscard]] std::vector<PlannedOperation> list_operations(const Plan& plan,
                                                            const LinkDecisions& links);

// The counts that a pass would report after these operations.
void count_operations(const std::vector<PlannedOperation>& operations, PassSummary& summary);

}  // namespace lockstep
