// The first step of a pass: which folders are the roots, and are they those on record?
#pragma once

#include <string>
#include <vector>

#include "core/model/pass_input.h"
#include "core/model/root_facts.h"

namespace lockstep {

// Examines both roots. An error tells which root could not be examined, and why.
[[nodiscard]] Result<RootsFacts> examine_roots(const PassInput& input);

struct RootsCheck {
  // RootFinding::id of everything that speaks against a root, approved or not, so that one approval
  // covers all of it.
  std::vector<std::string> findings;
  // Says why nothing may be written, and what accepts it; empty: the pass may go on.
  std::string objection;
};

// Compares the roots with the record, unless `policy` lets everything through.
[[nodiscard]] RootsCheck check_roots(const PassInput& input, const MirrorPolicy& policy,
                                     const RootsFacts& roots);

}  // namespace lockstep
