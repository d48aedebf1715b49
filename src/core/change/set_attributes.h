// Gives an entry of the replica the extended attributes of the source's.
#pragma once

#include "base/attributes.h"
#include "core/change/witness.h"
#include "core/model/volume_state.h"
#include "platform/disk/directory.h"

namespace lockstep {

// Makes `wanted` of `present`, which the entry has now; attributes that are in neither stay. All
// that can be set is set; the first failure is returned. What the volume can't hold is learnt, said
// once, and is no failure. An access list or a capability for which other attributes leave no room
// takes the place of these.
[[nodiscard]] Result<void> set_attributes(Handle& replica, const Attributes& wanted,
                                          const Attributes& present, const Lesson& lesson,
                                          VolumeState& volume);

}  // namespace lockstep
