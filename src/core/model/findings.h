// The outcome of a walk over both trees: the differences, and what else was seen.
#pragma once

#include <string>
#include <vector>

#include "core/model/mounts.h"
#include "core/model/plan.h"
#include "core/model/totals.h"

namespace lockstep {

struct Findings {
  Plan plan = {};
  Totals totals = {};
  Mounts source_mounts = {};
  Mounts replica_mounts = {};
  // Folders of the source that were other volumes' roots, and no longer are.
  std::vector<std::string> lost_mounts = {};
  // Folders of the replica at which another volume is mounted than before, or none any more.
  std::vector<std::string> changed_mounts = {};
};

}  // namespace lockstep
