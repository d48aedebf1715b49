// Turns a plan into the list that `plan` and `verify` print, in the order of paths.
#pragma once

#include <vector>

#include "core/decide/hard_links.h"
#include "core/model/plan.h"
#include "core/model/planned_operation.h"
#include "core/model/report.h"
#include "core/model/summary.h"

namespace lockstep {

[[nodiscard]] std::vector<PlannedOperation> list_operations(const Plan& plan,
                                                            const LinkDecisions& links);

// Adds the entries that a pass leaves out because of their names, as the operations that would be
// needed for them.
void add_left_out(const std::vector<Report::LeftOut>& left_out,
                  std::vector<PlannedOperation>& operations);

// Counts what a pass would report after these operations.
void count_operations(const std::vector<PlannedOperation>& operations, PassSummary& summary);

}  // namespace lockstep
