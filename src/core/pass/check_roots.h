// The first step of a pass: finds out which folders the roots are, and whether they are those on
// record.
#pragma once

#include <string>
#include <vector>

#include "core/model/pass_input.h"
#include "core/model/root_facts.h"

namespace lockstep {

// Examines both roots. An error says which root could not be examined, and why.
[[nodiscard]] Result<RootsFacts> examine_roots(const PassInput& input);

struct RootsCheck {
  // RootFinding::id of every objection to a root, approved or not, so that one approval covers all
  // of them.
  std::vector<std::string> findings;
  // Says why nothing may be written, and what accepts it; if it is empty the pass may go on.
  std::string objection;
};

// Compares the roots with the record, unless `policy` lets everything through.
[[nodiscard]] RootsCheck check_roots(const PassInput& input, const MirrorPolicy& policy,
                                     const RootsFacts& roots);

}  // namespace lockstep
