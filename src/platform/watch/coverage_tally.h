// Counts the folders that can't be covered and the volumes that others change unseen, and says why
// not everything is told. A walk of all folders counts anew; until it has ended the larger of its
// count and the last one's is shown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>

#include "base/volume.h"
#include "platform/watch/watcher.h"

namespace lockstep {

class CoverageTally {
 public:
  // Outside of a walk of all folders, one that is refused twice counts twice.
  void refuse(std::string reason);
  // True if nothing is known of this volume yet (Volume::device): then it is to be noted.
  [[nodiscard]] bool is_new_volume(std::uint64_t device) const {
    return !volumes_.contains(device);
  }
  void note_volume(std::uint64_t device, const Volume& volume);

  void begin_walk();
  void end_walk();

  // Another number than before says that `describe` may answer otherwise.
  [[nodiscard]] std::uint64_t revision() const { return revision_; }
  // Fills in `refused`, `told_of_all` and `reason`.
  void describe(WatchState& state) const;

 private:
  struct Count {
    std::uint64_t refused = 0;
    std::string why_refused;
    std::string remote_type;  // of a volume that others change unseen; empty if there is none
  };

  Count now_;
  std::optional<Count> before_;  // during a walk of all folders: the count of the last one
  std::unordered_set<std::uint64_t> volumes_;  // devices
  std::uint64_t revision_ = 0;
};

}  // namespace lockstep
