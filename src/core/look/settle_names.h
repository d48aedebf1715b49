// Decides which names of the source can be given to entries of the replica: not those that its
// volume can't hold, and only one of those that it takes for one. The others are reported as
// problems, one each, and taken out of the source's listing: they are not created, and nothing
// below them is tried.
//
// The replica is asked by looking names up, never by writing. Of several names for one entry, the
// one that the replica has wins, else the first: the same in each pass.
#pragma once

#include <map>
#include <vector>

#include "core/look/context.h"
#include "core/look/plan_builder.h"

namespace lockstep {

// Maps the replica's name to the source's entry.
using OtherSpellings = std::map<Name, OtherSpelling>;

// Settles the names of a folder that is on both sides. An entry that the replica spells otherwise
// gets the source's name in the replica's listing, too, and a respelling in the plan. Returns the
// names that only the replica has and the source answers for.
[[nodiscard]] OtherSpellings settle_names(Listing& in_source, Listing& in_replica,
                                          const std::shared_ptr<Pair>& folder,
                                          const Directory& source, const Directory& replica,
                                          VolumeState& volume, const Context& context,
                                          PlanBuilder& builder);

// Settles the names of a folder that only the source has.
void settle_new_names(Listing& in_source, const Pair& folder, const Context& context);

}  // namespace lockstep
