// Where other volumes were mounted below the roots when the last pass looked. One that is missing,
// or new in the replica, holds what is below it until somebody approves.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/model/approval.h"
#include "core/model/record.h"

namespace lockstep {

struct KnownMounts {
  std::vector<std::string> source;  // paths below the roots, sorted
  std::vector<std::string> replica;
  // Their volumes' identities by path, as far as they are known.
  std::map<std::string, std::string> source_volumes;
  std::map<std::string, std::string> replica_volumes;
  // Those of the replica are all there were.
  bool replica_complete = false;
  // Of the replica: may be, or be none, as they like, and what is below them.
  std::vector<std::string> approved;

  [[nodiscard]] bool was_in_source(const std::string& path) const;
  // Of a folder of the source that is the root of the volume `identity` ("": not known).
  [[nodiscard]] bool is_another_in_source(const std::string& path,
                                          const std::string& identity) const;
  // Was a volume mounted below this folder of the replica, which is not there any more?
  [[nodiscard]] bool was_below_in_replica(const std::string& path) const;
  // Of a folder of the replica, the root of the volume `identity` or none: is another volume its
  // root than was, where none was, or the other way round?
  // What was mounted there meanwhile is not ours to clear up, and what belongs on a volume must not
  // fill the one below.
  [[nodiscard]] bool has_changed(const std::string& path, bool is_mount_point,
                                 const std::string& identity = {}) const;
};

// Is the path one of these folders, or below one?
[[nodiscard]] bool is_within_any(const std::string& path, const std::vector<std::string>& folders);

// By the record, less what was approved since.
[[nodiscard]] KnownMounts known_mounts(const PairRecord* record,
                                       const std::optional<Approval>& approval);

}  // namespace lockstep
