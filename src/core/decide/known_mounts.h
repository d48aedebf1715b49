// The places where other volumes were mounted below the roots when the last pass looked. If one is
// missing, or new in the replica, everything below it is held until somebody approves.
#pragma once

#include <string>
#include <vector>

#include "core/model/held.h"
#include "core/model/mounts.h"
#include "core/model/record.h"

namespace lockstep {

struct KnownMounts {
  Mounts source = {};
  Mounts replica = {};
  // The replica's mounts on record are all there were.
  bool replica_complete = false;
  // Folders of the replica whose changed mounts were approved: it changes nothing whether a volume
  // is mounted at or below them.
  std::vector<std::string> approved = {};

  [[nodiscard]] bool was_in_source(const std::string& path) const;
  // Returns true if this folder of the source, the root of the volume `identity` ("": not known),
  // was the root of another one.
  [[nodiscard]] bool is_another_in_source(const std::string& path,
                                          const std::string& identity) const;
  // True if, on record, a volume was mounted at or below this folder of the replica, which is not
  // there any more.
  [[nodiscard]] bool was_below_in_replica(const std::string& path) const;
  // Returns true if the mount at this folder of the replica is not the one on record: a volume that
  // was mounted is gone or is another one, or one is mounted where none was and all that were are
  // on record. An unknown `identity` counts as the same volume. What was mounted there meanwhile is
  // not ours to clear up, and what belongs on a volume must not fill the one below.
  [[nodiscard]] bool has_changed(const std::string& path, bool is_mount_point,
                                 const std::string& identity = {}) const;
};

// Returns the mounts on record, minus those whose change was approved since. `record`: null if
// there is none.
[[nodiscard]] KnownMounts known_mounts(const PairRecord* record,
                                       const std::optional<Held>& approval);

}  // namespace lockstep
