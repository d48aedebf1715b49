#include "app/job/replica_claim.h"

#include <utility>

namespace lockstep {

Result<void> ReplicaClaim::keep_place(const Directory& replica) {
  const auto name = place_name(replica);
  if (!name) return failure(name.error());
  if (place_ && place_name_ == *name) return {};
  place_.reset();
  auto taken = take_place(*name);
  if (!taken) return failure(taken.error());
  place_ = std::move(*taken);
  place_name_ = *name;
  return {};
}

Result<PassLock> ReplicaClaim::lock_pass(const Directory& replica) {
  auto taken = lock_for_pass(replica);
  if (!taken) return taken;
  const bool is_told = taken->ignored == told_ignored_;
  told_ignored_ = taken->ignored;
  if (is_told) taken->ignored.clear();
  return taken;
}

void ReplicaClaim::take_over(ReplicaClaim& former) {
  place_ = std::move(former.place_);
  place_name_ = std::move(former.place_name_);
}

}  // namespace lockstep
