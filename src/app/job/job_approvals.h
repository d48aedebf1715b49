// Finds out what somebody lets through in the passes of a job by `lockstep approve`: folders and
// volumes that keep a pass from beginning, and changes that the last pass held. An attempt at a
// pass uses at most one request, and a request lets through what was told before it, and nothing
// that came since.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/job/approval_request.h"
#include "app/job/job_roots.h"
#include "app/record/record_store.h"
#include "base/result.h"
#include "core/model/held.h"
#include "core/pass/pass.h"

namespace lockstep {

class JobApprovals {
 public:
  // `records` is borrowed.
  explicit JobApprovals(RecordStore& records) : records_(records), obstacles_(records) {}

  // Begins an attempt: requests are looked for anew.
  void begin_attempt();

  // Returns whether a request lets the attempt go on in spite of this obstacle, which was told
  // before. `approved` is what was let through already. A new obstacle is noted as told.
  [[nodiscard]] bool lets_through(const Obstacle& obstacle,
                                  const std::vector<std::string>& approved);

  struct Found {
    std::optional<Held> approval = {};
    std::string sentence = {};  // to be told; empty if there is nothing new to tell
    std::optional<Error> problem = {};  // set if the request could not be read
  };
  // Finds the changes that the last pass held and this one may make.
  [[nodiscard]] Found find(const JobRoots& roots);

  // Uses up the request, since the pass begins to remove.
  void use_up() { request_->use_up(); }
  // Drops a request that was given for something else than this pass has found.
  void drop_outdated(const JobRoots& roots, const std::optional<Held>& approval,
                     const PassOutcome& outcome);
  // Tells that the pass has ended and that the record says what it did. Until then the request lets
  // through what was held.
  [[nodiscard]] Result<void> pass_ended(const JobRoots& roots, PassResult result);

 private:
  [[nodiscard]] bool has_request(const std::string& canonical_replica);

  RecordStore& records_;
  ToldObstacles obstacles_;
  // The request of the attempt under way; none if it was not looked for yet.
  std::optional<ApprovalRequest> request_;
  // True if the request was used for the roots, so that it releases no hold of a pass.
  bool is_for_roots_ = false;
  bool is_told_ = false;       // true if the waiting request was told
};

}  // namespace lockstep
