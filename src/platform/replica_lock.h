// Only one process works on a replica. Linux: flock on the replica's own root handle, so that every
// path to it is the same lock; it dies with its process. Windows: a global mutex named by volume
// and file id.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"

namespace lockstep {

class ReplicaLock {
 public:
  virtual ~ReplicaLock() = default;  // releases
};

// `path` is an existing folder. Fails with `locked` and a reason that names the holder's pid and
// command when another process (or another job of this one) holds it.
[[nodiscard]] Result<std::unique_ptr<ReplicaLock>> lock_replica(const std::string& path);

}  // namespace lockstep
