// Tells of volumes that were mounted or unmounted at a folder, below it, or on the way to it. No
// folder's own events tell of that.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/entry.h"
#include "base/relative_path.h"
#include "base/result.h"
#include "platform/system/descriptor_posix.h"

namespace lockstep {

struct MountChanges {
  std::vector<RelativePath> below;  // points below the folder at which something changed
  bool at_or_above = false;  // something changed at the folder itself, or on the way to it
};

class MountTableWatch {
 public:
  // `folder` is an absolute path without links.
  [[nodiscard]] static Result<MountTableWatch> begin(std::string folder);

  // Becomes ready for POLLPRI when the table changes.
  [[nodiscard]] const Descriptor& descriptor() const { return table_; }
  // Returns what has changed since this was asked before.
  [[nodiscard]] MountChanges changes();
  // True if the folder's path leads to this object still.
  [[nodiscard]] bool leads_to(const Identity& identity) const;

 private:
  using Mounts = std::set<std::pair<std::uint64_t, std::string>>;  // number and point

  MountTableWatch(Descriptor table, std::string folder)
      : table_(std::move(table)), folder_(std::move(folder)) {}

  [[nodiscard]] std::optional<Mounts> read() const;
  void note(const std::string& point, MountChanges& changes) const;

  Descriptor table_;
  std::string folder_;
  Mounts known_;
};

}  // namespace lockstep
