// The setting of extended attributes: an entry of the replica gets those of the source's entry.
#pragma once

#include "base/attributes.h"
#include "core/entry/witness.h"
#include "core/model/volume_state.h"
#include "platform/disk/directory.h"

namespace lockstep {

// Turns the attributes `present`, which the entry has now, into `wanted`; attributes that are in
// neither stay. Sets all that can be set and returns the first failure. An attribute that the
// volume can't hold is learnt, told once, and is no failure. If there is no room for all, access
// lists and capabilities go first, and other attributes are removed for them.
[[nodiscard]] Result<void> set_attributes(Handle& replica, const Attributes& wanted,
                                          const Attributes& present, const Lesson& lesson,
                                          VolumeState& volume);

}  // namespace lockstep
