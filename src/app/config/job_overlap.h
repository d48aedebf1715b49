// Do the replicas of two jobs stand in each other's way? Each job removes from its replica what its
// own source lacks: also what another job keeps there.
#pragma once

#include <optional>
#include <string>

#include "app/config/settings.h"

namespace lockstep {

struct ReplicaPlace {
  const JobSettings* job = nullptr;
  std::string real;  // the replica's path by canonical_path.h, or as written where that fails
};

// `job` is borrowed.
[[nodiscard]] ReplicaPlace replica_place(const JobSettings& job);

// Why the two must not run side by side, with the remedy; none: they may. They may where one's
// replica lies in the other's and is excluded there, unless that job removes what is excluded.
[[nodiscard]] std::optional<std::string> replica_conflict(const ReplicaPlace& one,
                                                          const ReplicaPlace& other);

}  // namespace lockstep
