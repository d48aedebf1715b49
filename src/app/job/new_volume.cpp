#include "app/job/new_volume.h"

#include <algorithm>

#include "core/decide/known_roots.h"

namespace lockstep {

bool is_approved_volume(const JobRoots& roots, const Held* approval) {
  if (!roots.known.record || roots.known.record->replica.volume.empty() ||
      roots.known.record->replica.volume == roots.replica_volume)
    return false;
  // Without an approval no replica would have been created.
  if (roots.policy.approve || roots.created.is_new) return true;
  const std::string id = volume_finding("replica", roots.replica_volume);
  return approval != nullptr && std::ranges::find(approval->roots, id) != approval->roots.end();
}

PairRecord record_of_new_volume(const PairRecord& known, const std::string& volume) {
  PairRecord record;
  record.source.volume = known.source.volume;
  record.source.volume_name = known.source.volume_name;
  record.known_source_volumes = known.known_source_volumes;
  record.source.folder = known.source.folder;
  record.source.mounts = known.source.mounts;
  record.approved_links = known.approved_links;
  record.replica.volume = volume;
  record.first_pass.pending = true;
  return record;
}

}  // namespace lockstep
