// Decides about one group of hard links: which file of the replica it keeps, which names join that
// one, and which become files of their own.
#pragma once

#include <unordered_set>
#include <vector>

#include "core/decide/hard_links.h"

namespace lockstep {

using LinkGroup = std::vector<LinkMember>;
using FileSet = std::unordered_set<Identity, IdentityHash>;

struct DecisionDependencies {
  const LinkQuestions& ask;
  // The names that were seen of the files which may be repaired in place.
  const NamesOfFiles& names;
  FileSet& taken;             // files of the replica that some group keeps; grows
  LinkDecisions& decisions;   // gets the decisions about this group
};

// Decides about all members, which are in the order of their paths. Returns true if some name has
// to be a file of its own because of the limits.
[[nodiscard]] bool decide_links(LinkGroup& group, LinkLimits limits, DecisionDependencies deps);

}  // namespace lockstep
