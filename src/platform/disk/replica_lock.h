// Makes sure that only one process works on a replica. A *place* keeps it for a job, between its
// passes too, and holds nothing on the replica's volume open, so that it can be unmounted
// meanwhile. A *pass lock* is on the folder itself, and keeps out those who have their places
// elsewhere: other users.
//
// On Linux a place is a lock on a private file in the runtime folder, named by the replica's
// identity; a pass lock is a flock on the folder. On Windows a place is a global mutex named by
// volume and file id, which all users share; there is no pass lock. All die with their process.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "platform/disk/directory.h"

namespace lockstep {

class ReplicaLock {
 public:
  virtual ~ReplicaLock() = default;  // releases
};

// Names the folder: every path to it gives the same name, and another volume mounted there gives
// another one.
[[nodiscard]] Result<std::string> place_name(const Directory& replica);

// Takes the place of that name. Fails with `locked` and a reason that names the holder's pid and
// command when another process (or another job of this one) has it.
[[nodiscard]] Result<std::unique_ptr<ReplicaLock>> take_place(const std::string& name);

struct PassLock {
  // Null if folders can't be locked, or if `ignored` is not empty.
  std::unique_ptr<ReplicaLock> lock;
  // Describes a lock of somebody else that does not count; empty if there is none. Anybody who may
  // open a folder may lock it, so a privileged process obeys only Locksteps of its own user and of
  // root.
  std::string ignored = {};
};
// Locks the folder for a pass. Fails with `locked` like take_place.
[[nodiscard]] Result<PassLock> lock_for_pass(const Directory& replica);

}  // namespace lockstep
