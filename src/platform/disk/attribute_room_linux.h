// Tells a full volume from an attribute that its volume can never hold: setxattr(2) says ENOSPC for
// both.
#pragma once

#include <cstdint>
#include <sys/vfs.h>

#include "base/attributes.h"

namespace lockstep {

// True if a volume with so much room refused `wanted` bytes of attributes for one entry because
// they are too many. Pure.
[[nodiscard]] bool has_room_otherwise(const struct statfs& volume, std::uint64_t wanted);

// True if the entry's volume has room, but not for this attribute beside those that the entry has.
// False if that can't be found out.
[[nodiscard]] bool is_refused_for_its_size(int descriptor, const Attribute& attribute);

}  // namespace lockstep
