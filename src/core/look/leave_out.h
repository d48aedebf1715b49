// Takes out of a listing what a pass must not see: what the filter excludes, what is protected,
// what belongs to the volume itself, and in a source what is named like our own temporaries.
#pragma once

#include <vector>

#include "core/look/context.h"

namespace lockstep {

// Sorted; they live as long as the listing.
using Names = std::vector<Name>;

// `pair` is the folder that was listed. Returns what it took out, but for what is named like our
// temporaries: that is told one by one.
Names leave_out_of_source(Listing& listing, const Pair& pair, const Context& context);
// What the source has but leaves out is excluded here too, whatever its kind is here. Excluded
// entries stay in the listing with --delete-excluded. Returns what stays in the replica's folder
// although the plan does not name it.
Names leave_out_of_replica(Listing& listing, const Pair& pair, const Context& context,
                           const Names& left_out_of_source);

// Does a pattern exclude this entry?
[[nodiscard]] bool is_excluded(const Pair& pair, const Entry& entry, const Context& context);

}  // namespace lockstep
