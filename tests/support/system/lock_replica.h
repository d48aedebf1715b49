// Takes a replica's place as another process would, for tests.
#pragma once

#include <memory>
#include <string>

#include "platform/disk/replica_lock.h"
#include "platform/disk/roots.h"

namespace lockstep {

[[nodiscard]] inline Result<std::unique_ptr<ReplicaLock>> lock_replica(const std::string& path) {
  const auto folder = open_root(path);
  if (!folder) return failure(folder.error());
  const auto name = place_name(**folder);
  if (!name) return failure(name.error());
  return take_place(*name);
}

}  // namespace lockstep
