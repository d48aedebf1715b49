// The setting of extended attributes: an entry of the replica gets those of the source's entry.
#pragma once

#include "base/attributes.h"
#include "core/change/witness.h"
#include "core/model/volume_state.h"
#include "platform/disk/directory.h"

namespace lockstep {

// Turns the attributes `present`, which the entry has now, into `wanted`; attributes that are in
// neither stay. Sets all that can be set and returns the first failure. An attribute that the
// volume can't hold is learnt, told once, and is no failure. An access list or a capability for
// which other attributes leave no room takes the place of these.
[[nodiscard]] Result<void> set_attributes(Handle& replica, const Attributes& wanted,
                                          const Attributes& present, const Lesson& lesson,
                                          VolumeState& volume);

}  // namespace lockstep
