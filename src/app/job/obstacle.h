// Something that keeps a pass from beginning.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/model/summary.h"

namespace lockstep {

struct Obstacle {
  PassResult result = PassResult::unavailable;
  std::string reason;
  // If somebody may approve the obstacle, these say what is in the way, each in words, and of which
  // replica.
  std::vector<std::string> approvable = {};
  std::string canonical_replica = {};
  // Says how an approval goes on ("begins a new record"); empty if it accepts what is in the way.
  std::string what_approval_does = {};
  // True if the pair is on record the other way round; others may have to work on the replica
  // first.
  bool wrong_direction = false;
};

// The obstacle; none if nothing is in the way.
using Refused = std::optional<Obstacle>;

[[nodiscard]] Obstacle unavailable(std::string reason);

// Returns the summary of a pass that could not begin.
[[nodiscard]] PassSummary summary_of(Obstacle obstacle);

}  // namespace lockstep
