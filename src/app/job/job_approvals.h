// Finds out what somebody lets through in the passes of a job by `lockstep approve`: folders and
// volumes that keep a pass from beginning, and what the last pass held. An attempt at a pass takes
// up at most one request, and a request lets through what was told before it, nothing that came
// since.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/job/approval_request.h"
#include "app/job/job_roots.h"
#include "app/job/record_store.h"
#include "base/result.h"
#include "core/model/held.h"
#include "core/pass/pass.h"

namespace lockstep {

class JobApprovals {
 public:
  // `records` is borrowed.
  explicit JobApprovals(RecordStore& records) : records_(records), obstacles_(records) {}

  // An attempt begins: requests are looked for anew.
  void begin_attempt();

  // True if a request lets the attempt go on beside this obstacle, which was told before.
  // `approved` is what was let through already. An obstacle that is new is noted as told.
  [[nodiscard]] bool lets_through(const Obstacle& obstacle,
                                  const std::vector<std::string>& approved);

  struct Found {
    std::optional<Held> approval = {};
    std::string sentence = {};  // to be told; empty: told before, or there is nothing to tell
    std::optional<Error> problem = {};  // whether there is a request is not known
  };
  // Finds what the last pass held and this one may do.
  [[nodiscard]] Found find(const JobRoots& roots);

  // The pass begins to remove.
  void use_up() { request_->use_up(); }
  // The pass has found this: a request that was given for something else is dropped.
  void drop_outdated(const JobRoots& roots, const std::optional<Held>& approval,
                     const PassOutcome& outcome);
  // The pass has ended, and the record says what it did. Until then the request lets through what
  // was held.
  [[nodiscard]] Result<void> pass_ended(const JobRoots& roots, PassResult result);

 private:
  [[nodiscard]] bool has_request(const std::string& canonical_replica);

  RecordStore& records_;
  ToldObstacles obstacles_;
  // The request of the attempt under way; none: it was not looked for yet.
  std::optional<ApprovalRequest> request_;
  bool is_for_roots_ = false;  // the request was used for the roots: it releases no hold of a pass
  bool is_told_ = false;       // the request that waits
};

}  // namespace lockstep
