// Takes out of a listing what a pass must not see: what the filter excludes, what is protected, what belongs to the volume
// itself, our own temporaries in a source.
#pragma once

#include "core/context.h"

namespace lockstep {

struct LeftOut {
  bool any_kept_back = false;  // something stays in the replica's folder that the plan does not name
};

// `pair` is the folder that was listed.
void leave_out_of_source(Listing& listing, const Pair& pair, const Context& context);
// Excluded entries stay in the listing with --delete-excluded.
LeftOut leave_out_of_replica(Listing& listing, const Pair& pair, const Context& context);

// Does a pattern exclude this entry?
[[nodiscard]] bool is_excluded(const Pair& pair, const Entry& entry, const Context& context);

}  // namespace lockstep
