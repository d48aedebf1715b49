// Finds names that a volume might take for one: "a" and "A", or an accent composed and not. Only
// the volume knows which of them it does; a name found here is worth asking for. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/entry.h"

namespace lockstep {

// Changes ASCII letters only.
[[nodiscard]] std::string in_small_letters(Name name);
// Gives each ASCII letter its other case; returns the same name if there is none.
[[nodiscard]] std::string in_other_letters(Name name);

// Returns a key that is equal for names that differ only in the case of letters and the composition
// of accents and of Hangul; it is equal for many others, too, since all other letters beyond ASCII
// count alike.
[[nodiscard]] std::string spelling_key(Name name);

// Names of one key, at least one of which one side alone has. All lists are sorted.
struct Spellings {
  std::vector<const Entry*> source;
  std::vector<const Entry*> replica;
  std::vector<const Entry*> source_alone;  // those of `source` whose names the replica lacks
  std::vector<const Entry*> replica_alone;
};

// Both listings are sorted, and so are the names of each group; the groups are in no order.
[[nodiscard]] std::vector<Spellings> find_spellings(const std::vector<Entry>& source,
                                                    const std::vector<Entry>& replica);

}  // namespace lockstep
