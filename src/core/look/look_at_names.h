// The two listings of a folder that a step of the walk compares: all names, or those alone that a
// partial pass looks at.
#pragma once

#include "base/side.h"
#include "core/look/context.h"
#include "core/model/scope.h"

namespace lockstep {

// True if all names of this folder must be looked at, since one of its volumes may take two names
// for one, or find an entry by another name than the one that it lists: there a name says nothing
// by itself.
[[nodiscard]] bool needs_all_names(const Pair& folder, const Directory& source,
                                   const VolumeState& replica_volume, const Context& context);

// Looks up the scope's names in an open folder. A name that is absent is left out; one that can't
// be examined is `unreadable`, as in Directory::list. The names' bytes belong to the scope.
[[nodiscard]] Listing look_at_names(const Directory& folder, const Scope& scope);

}  // namespace lockstep
