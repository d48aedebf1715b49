// What a folder of the replica hands down to the entries that are made in it.
#pragma once

#include "core/look/context.h"

namespace lockstep {

// May the folder, which is open as `replica`, give a new entry a group or an access list (setgid, a
// default ACL)? Such an entry is asked what it got. The answer is remembered in the pair.
[[nodiscard]] bool may_inherit(const Pair& folder, const Directory& replica,
                               const Context& context);

}  // namespace lockstep
