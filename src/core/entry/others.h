// The question who else may rename in a folder of the replica. Where others may, an entry that is
// made, linked or moved there is looked at once more (platform/disk/perform.h).
#pragma once

#include "core/look/context.h"
#include "platform/disk/perform.h"

namespace lockstep {

// Returns whether somebody besides root and this user may rename in this folder of the replica.
// False on Windows, where that can't be told.
[[nodiscard]] bool others_may_rename_in(const Pair& folder, const Context& context);

// Returns the same for a new entry of that folder, which is open as `replica`, together with what
// is known about the entries that the volume makes.
[[nodiscard]] Others others_in(const Pair& folder, const Directory& replica,
                               const Context& context);

}  // namespace lockstep
