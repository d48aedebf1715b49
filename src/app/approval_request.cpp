#include "app/approval_request.h"

#include <utility>

#include "app/job_timing.h"

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

}  // namespace lockstep
