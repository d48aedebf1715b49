#include "app/job/approval_request.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/job/job_timing.h"
#include "base/units.h"

namespace lockstep {

ApprovalRequest::ApprovalRequest(RecordStore& records, std::string replica)
    : records_(records),
      replica_(std::move(replica)),
      found_(records_.find_approval(replica_)) {}

void ApprovalRequest::use_up() {
  if (used_up_ || !found_ || !*found_) return;
  used_up_ = true;
  dropped_ = records_.drop_approval(replica_);
}

Result<void> ApprovalRequest::pass_ended(PassResult result) {
  if (!found_ || !*found_ || could_not_begin(result)) return {};
  if (result != PassResult::cancelled) {
    use_up();
  } else if (used_up_) {
    return records_.request_approval(replica_, (*found_)->empty_source);
  }
  return dropped_;
}

Held approval_of(Held held, bool empty_source) {
  // Changes that are held beside another root were held for another folder, so they are left out.
  if (!held.roots.empty()) return {.roots = std::move(held.roots)};
  held.empty_source = held.empty_source && empty_source;
  return held;
}

std::string approval_sentence(const Held& approval) {
  if (!approval.roots.empty())
    return fmt::format("Approval taken: {}", fmt::join(approval.roots, ", "));
  std::vector<std::string> mounts = approval.lost_mounts;
  mounts.insert(mounts.end(), approval.changed_mounts.begin(), approval.changed_mounts.end());
  return fmt::format("Approval taken: up to {} held removals{}{}{}",
                     format_count(approval.removals),
                     approval.empty_source ? ", an empty source too" : "",
                     mounts.empty() ? "" : ", volumes that came or went: ",
                     fmt::join(mounts, ", "));
}

bool ToldObstacles::were_told(const Obstacle& obstacle) const {
  const auto noted = records_.noted_obstacles(obstacle.canonical_replica);
  return noted && std::ranges::all_of(obstacle.approvable, [&noted](const auto& told) {
           return std::ranges::find(*noted, told) != noted->end();
         });
}

void ToldObstacles::tell(const Obstacle& obstacle) {
  static_cast<void>(records_.drop_approval(obstacle.canonical_replica));
  static_cast<void>(records_.note_obstacles(obstacle.canonical_replica, obstacle.approvable));
  may_be_noted_ = true;
}

void ToldObstacles::forget(const std::string& replica) {
  if (std::exchange(may_be_noted_, false)) static_cast<void>(records_.note_obstacles(replica, {}));
}

}  // namespace lockstep
