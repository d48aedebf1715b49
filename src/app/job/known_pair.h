// Tells what the records say about a pair of roots, and whether they forbid a pass over it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/config/settings.h"
#include "app/job/obstacle.h"
#include "app/record/record_store.h"
#include "core/model/record.h"

namespace lockstep {

struct KnownPair {
  // The record for the volume that the replica lies on, or else for the pair's first volume.
  std::optional<PairRecord> record = {};
  // The canonical paths of folders that had the source's name before, and were mirrored to this
  // replica since the record's last complete pass.
  std::vector<std::string> other_sources = {};
  // True if the reverse of the pair is on record, and JobSettings::reverse says that it ends here.
  bool turns_round = false;
  // Says what is wrong with the pair's record, which can't be used then; empty if nothing is.
  std::string damage = {};

  [[nodiscard]] bool is_damaged() const { return !damage.empty(); }
};

// The roots by their canonical paths, and the volume that the replica lies on, or would lie on
// (Volume::identity).
struct PairPlace {
  std::string source;
  std::string replica;
  std::string replica_volume;
};

// Reads what is on record. Obstacles are a pair that is on record the other way round and not meant
// to be turned, a --reverse that finds nothing to turn, and a record that can't be read. A damaged
// record is no obstacle here, since a person may approve that.
[[nodiscard]] tl::expected<KnownPair, Obstacle> recall_pair(const JobSettings& job,
                                                            const RecordStore& records,
                                                            const PairPlace& place);

}  // namespace lockstep
