// Who else may rename in a folder of the replica. Where others may, what is made, linked or moved
// there is looked at once more (platform/disk/perform.h).
#pragma once

#include "core/look/context.h"
#include "platform/disk/perform.h"

namespace lockstep {

// May somebody beside root and this user rename in this folder of the replica? False where that
// can't be told (Windows).
[[nodiscard]] bool others_may_rename_in(const Pair& folder, const Context& context);

// The same for something new in that folder, which is open as `replica`, with what the volume is
// known to make of new entries.
[[nodiscard]] Others others_in(const Pair& folder, const Directory& replica,
                               const Context& context);

}  // namespace lockstep
