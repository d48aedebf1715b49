// A job's claim to its replica, so that nobody else works on it. It consists of the replica's place
// from the first pass on, and of the lock of each single pass. Between passes nothing is open on
// the replica's volume.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "platform/disk/directory.h"
#include "platform/disk/replica_lock.h"

namespace lockstep {

class ReplicaClaim {
 public:
  // Keeps the place that `replica` has. Another folder at the replica's path (a volume was mounted,
  // the folder was made anew) has another place, which is taken instead. Fails with `locked` if
  // somebody else has it.
  [[nodiscard]] Result<void> keep_place(const Directory& replica);
  void give_place_back() { place_.reset(); }

  // Locks the folder for one pass. PassLock::ignored is empty if it is what the pass before told.
  [[nodiscard]] Result<PassLock> lock_pass(const Directory& replica);

  // Takes over the place of a job that makes no more passes.
  void take_over(ReplicaClaim& former);

 private:
  std::unique_ptr<ReplicaLock> place_;
  std::string place_name_;
  std::string told_ignored_;
};

}  // namespace lockstep
