// Decides who may reach an entry of the replica from the moment that something new is put there
// until it gets its final metadata at the end of the pass: nobody whom either side keeps out.
// Otherwise a folder that the source closed would show for a while, and after a crash for longer,
// what is private in the source. Pure.
#pragma once

#include <cstdint>

#include "core/decide/compare.h"

namespace lockstep {

struct InterimRights {
  std::uint32_t owner = 0;
  std::uint16_t mode = 0;
};

// Says whether the access lists of both sides are the same.
enum class AccessLists { equal, differ };

// True if somebody could lose a right when the replica's entry gets the source's metadata.
// `changes` is what differs. Asked first, since it needs only the two entries.
[[nodiscard]] bool may_take_rights(const Changes& changes, const Entry& source,
                                   const Entry& replica, const CompareRules& rules);

// Returns rights that are within both the replica's present and the source's ones. If owner, group
// or access lists differ, the permission bits speak of other people: then only the owner keeps a
// right, and an owner that is not the source's is replaced by root. Without privilege the owner's
// own bits stay, since the pass needs them.
[[nodiscard]] InterimRights interim_rights(const Entry& source, const Entry& replica,
                                           AccessLists lists, const CompareRules& rules);

}  // namespace lockstep
