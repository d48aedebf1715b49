#include "app/job/new_volume.h"

#include <algorithm>

#include "core/decide/known_roots.h"

namespace lockstep {

bool is_approved_volume(const JobRoots& roots, const Approval* approval) {
  if (!roots.known.record || roots.known.record->replica_volume.empty() ||
      roots.known.record->replica_volume == roots.replica_volume)
    return false;
  // Where nobody had approved it, none would have been created.
  if (roots.policy.approve || roots.created.is_new) return true;
  const std::string id = volume_finding("replica", roots.replica_volume);
  return approval != nullptr && std::ranges::find(approval->roots, id) != approval->roots.end();
}

PairRecord record_of_new_volume(const PairRecord& known, const std::string& volume) {
  PairRecord record;
  record.source_volume = known.source_volume;
  record.source_volume_name = known.source_volume_name;
  record.known_source_volumes = known.known_source_volumes;
  record.source_folder = known.source_folder;
  record.nested_mounts = known.nested_mounts;
  record.source_mounted = known.source_mounted;
  record.approved_links = known.approved_links;
  record.replica_volume = volume;
  record.first_pass_pending = true;
  return record;
}

}  // namespace lockstep
