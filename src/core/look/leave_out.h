// Takes out of a listing the entries that a pass must not see: those that the filter excludes, that
// are protected, or that belong to the volume itself, and in a source those that are named like our
// own temporaries.
#pragma once

#include <vector>

#include "core/look/context.h"

namespace lockstep {

// Sorted names, which live as long as the listing.
using Names = std::vector<Name>;

// Takes them out of a listing of `pair`'s source folder. Returns what it took out, except for names
// like our temporaries': those are reported one by one.
Names leave_out_of_source(Listing& listing, const Pair& pair, const Context& context);
// Takes them out of a listing of `pair`'s replica folder. Entries that the source has but leaves
// out are excluded here too, whatever their kind is here. Excluded entries stay in the listing with
// --delete-excluded. Returns the entries that stay in the replica's folder although the plan does
// not name them.
Names leave_out_of_replica(Listing& listing, const Pair& pair, const Context& context,
                           const Names& left_out_of_source);

// True if a pattern excludes this entry.
[[nodiscard]] bool is_excluded(const Pair& pair, const Entry& entry, const Context& context);

}  // namespace lockstep
