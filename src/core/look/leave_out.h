// Takes the entries out of a listing that a pass must not see: those that the filter excludes, that
// are protected, or that belong to the volume itself, and in a source those that are named like our
// own temporaries.
#pragma once

#include <vector>

#include "core/look/context.h"

namespace lockstep {

// Sorted names, which live as long as the listing.
using Names = std::vector<Name>;

// A listing without them, and the names that were taken out.
struct ShortenedListing {
  Listing listing;
  Names left_out;
};

// Takes them out of a listing of `pair`'s source folder. Names like our temporaries' are reported
// one by one and are not in `left_out`.
[[nodiscard]] ShortenedListing leave_out_of_source(Listing listing, const Pair& pair,
                                                   const Context& context);
// Takes them out of a listing of `pair`'s replica folder. Entries that the source has but leaves
// out are excluded here too, whatever their kind is here. Excluded entries stay in the listing with
// --delete-excluded. All of `left_out` stays in the replica's folder although the plan does not
// name it.
[[nodiscard]] ShortenedListing leave_out_of_replica(Listing listing, const Pair& pair,
                                                    const Context& context,
                                                    const Names& left_out_of_source);

// True if a pattern excludes this entry.
[[nodiscard]] bool is_excluded(const Pair& pair, const Entry& entry, const Context& context);

}  // namespace lockstep
