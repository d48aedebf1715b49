// Where other volumes were mounted below the roots when the last pass looked. One that is missing,
// or new in the replica, holds what is below it until somebody approves.
#pragma once

#include <string>
#include <vector>

#include "core/pass.h"
#include "core/record.h"

namespace lockstep {

struct KnownMounts {
  std::vector<std::string> source;  // paths below the roots, sorted
  std::vector<std::string> replica;
  // Those of the replica are all there were.
  bool replica_complete = false;
  // Of the replica: may be, or be none, as they like, and what is below them.
  std::vector<std::string> approved;

  [[nodiscard]] bool was_in_source(const std::string& path) const;
  // Of a folder of the replica: is another volume its root where none was, or the other way round?
  // What was mounted there meanwhile is not ours to clear up, and what belongs on a volume must not
  // fill the one below.
  [[nodiscard]] bool has_changed(const std::string& path, bool is_mount_point) const;
};

// Is the path one of these folders, or below one?
[[nodiscard]] bool is_within_any(const std::string& path, const std::vector<std::string>& folders);

// By the record, less what was approved since.
[[nodiscard]] KnownMounts known_mounts(const PairRecord* record,
                                       const std::optional<Approval>& approval);

}  // namespace lockstep
