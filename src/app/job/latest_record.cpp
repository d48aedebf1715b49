#include "app/job/latest_record.h"

#include <utility>

#include "app/job/record_start.h"

namespace lockstep {

std::optional<PairRecord> LatestRecord::recall(const JobRoots& roots) const {
  const bool is_of_pair =
      record_ && source_ == roots.canonical_source && replica_ == roots.canonical_replica &&
      (record_->replica.volume.empty() || record_->replica.volume == roots.replica_volume);
  return is_of_pair && !begins_anew(roots) ? record_ : roots.known.record;
}

Result<void> LatestRecord::keep(const JobRoots& roots, PairRecord record,
                                const std::optional<FolderIdentities>& folders) {
  record.named_source = named_source_;
  const auto replacement = roots.policy.durability == Durability::none ? Replacement::left_to_system
                                                                       : Replacement::flushed;
  const std::string& source = roots.canonical_source;
  const std::string& replica = roots.canonical_replica;
  Result<void> outcome;
  if (folders) {
    auto saved =
        records_.save_with_folders(source, replica, std::move(record), *folders, replacement);
    outcome = std::move(saved.outcome);
    record = std::move(saved.record);
  } else {
    outcome = records_.save(source, replica, record, replacement);
  }
  // Only now, so that no exception leaves a record under the names of another pair.
  record_ = std::move(record);
  source_ = source;
  replica_ = replica;
  return outcome;
}

void LatestRecord::take_over(LatestRecord& former) {
  record_ = std::move(former.record_);
  source_ = std::move(former.source_);
  replica_ = std::move(former.replica_);
}

}  // namespace lockstep
