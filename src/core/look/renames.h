// Turns removals and creations of one content into renames: candidates by inode, decided by reading
// both sides.
#pragma once

#include "core/look/context.h"
#include "core/model/plan.h"

namespace lockstep {

// Replaces in `plan` what was renamed. Metadata that differs at the new place becomes repairs.
void replace_by_renames(Plan& plan, const Context& context);

}  // namespace lockstep
