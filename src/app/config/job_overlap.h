// Finds replicas of two jobs that stand in each other's way. Each job removes from its replica
// whatever its own source lacks, and so whatever another job keeps there.
#pragma once

#include <optional>
#include <string>

#include "app/config/settings.h"

namespace lockstep {

struct ReplicaPlace {
  const JobSettings* job = nullptr;
  std::string real;  // the replica's canonical path, or as written if that fails
};

// Returns the place of the job's replica. `job` is borrowed.
[[nodiscard]] ReplicaPlace replica_place(const JobSettings& job);

// Returns why the two must not run side by side, with the remedy; none if they may. They also may
// if one's replica lies in the other's and is excluded there, unless that job removes what is
// excluded.
[[nodiscard]] std::optional<std::string> replica_conflict(const ReplicaPlace& one,
                                                          const ReplicaPlace& other);

}  // namespace lockstep
