#include "core/decide/left_out_then.h"

#include <utility>

namespace lockstep {

LeftOutThen::LeftOutThen(const PairRecord* record, const MirrorPolicy& policy) {
  // The fingerprint tells whether any option that decides what is compared has changed.
  if (record == nullptr || record->complete_pass.policy_fingerprint == policy.fingerprint) return;
  if (!record->complete_pass.left_out) {
    unknown_ = true;
    return;
  }
  other_volumes_ =
      record->complete_pass.left_out->other_volumes && policy.volumes == Volumes::enter_all;
  if (record->complete_pass.left_out->patterns == policy.filter.patterns()) return;
  auto filter = Filter::parse(record->complete_pass.left_out->patterns);
  if (!filter) {
    unknown_ = true;
  } else if (!filter->empty()) {
    filter_ = std::move(*filter);
  }
}

bool LeftOutThen::was(const RelativePath& folder, const Entry& source) const {
  if (other_volumes_ && source.mount_point) return true;
  return filter_ && filter_->excludes(folder, source.name, source.kind);
}

}  // namespace lockstep
