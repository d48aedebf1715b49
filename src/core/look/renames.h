// Turns removals and creations of one content into renames: candidates are found by inode, and
// decided by reading both sides.
#pragma once

#include "core/look/context.h"
#include "core/model/plan.h"

namespace lockstep {

// Replaces operations of `plan` by renames. Metadata that differs at the new place becomes repairs.
void replace_by_renames(Plan& plan, const Context& context);

}  // namespace lockstep
