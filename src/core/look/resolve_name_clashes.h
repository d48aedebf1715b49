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
#include "core/look/open_pair.h"
#include "core/model/plan.h"

namespace lockstep {

// Maps the replica's name to the source's entry.
using OtherSpellings = std::map<Name, OtherSpelling>;

// The listings of a folder with one name for each entry. An entry that the replica spells otherwise
// has the source's name in the replica's listing, too, whose bytes are the source's.
struct ResolvedNames {
  Listing in_source;
  Listing in_replica;
  OtherSpellings other_spellings;  // of names that only the replica has and the source answers for
  std::vector<Rename> respellings;
};

// Resolves the clashes of names in a folder that is on both sides.
[[nodiscard]] ResolvedNames resolve_name_clashes(Listing in_source, Listing in_replica,
                                                 const OpenPair& folders, const Context& context);

// Does the same for a folder that only the source has, and returns its listing.
[[nodiscard]] Listing resolve_clashes_of_new_names(Listing in_source, const Pair& folder,
                                                   const Context& context);

}  // namespace lockstep
