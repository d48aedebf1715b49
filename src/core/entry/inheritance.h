// The question whether a folder of the replica hands something down to the entries that are made in
// it.
#pragma once

#include "core/look/context.h"

namespace lockstep {

// Returns whether the folder, which is open as `replica`, may give a new entry a group or an access
// list (setgid, a default ACL). If it may, each new entry is examined for what it got. The answer
// is remembered in the pair.
[[nodiscard]] bool may_inherit(const Pair& folder, const Directory& replica,
                               const Context& context);

}  // namespace lockstep
