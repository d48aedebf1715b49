// The request of `lockstep approve` by which one pass works. It stays in the state folder until
// that pass begins to remove something, or has ended; a pass that is cut short before leaves it for
// the next one. A process that dies during its removals has used it up, so that it can't let
// through anything that came since.
#pragma once

#include <optional>
#include <string>

#include "app/job/job_roots.h"
#include "app/record/record_store.h"
#include "core/model/held.h"
#include "core/model/summary.h"

namespace lockstep {

class ApprovalRequest {
 public:
  // Looks for a request. `replica` is a canonical path.
  ApprovalRequest(RecordStore& records, std::string replica);

  // Returns the request; none if nobody left one.
  [[nodiscard]] const Result<std::optional<RecordStore::Request>>& found() const { return found_; }
  // Uses up the request, since the pass begins to remove.
  void use_up();
  // Tells that the pass has ended with this result. If a pass that was stopped has used up the
  // request, it is left anew, for the rest.
  [[nodiscard]] Result<void> pass_ended(PassResult result);

 private:
  RecordStore& records_;
  const std::string replica_;
  const Result<std::optional<RecordStore::Request>> found_;
  bool used_up_ = false;
  Result<void> dropped_;
};

// Returns what a request lets through: at most what the last pass held. `empty_source` says that
// the request is for the removals of an empty source, too.
[[nodiscard]] Held approval_of(Held held, bool empty_source);
// Returns "Approval taken: up to 5,231 held removals, an empty source too".
[[nodiscard]] std::string approval_sentence(const Held& approval);

// Remembers the obstacles that keep the passes to a replica from beginning and may be approved, as
// far as they were told by this process or by one before it. A request lets through what was told,
// and nothing that came since.
class ToldObstacles {
 public:
  explicit ToldObstacles(RecordStore& records) : records_(records) {}

  [[nodiscard]] bool were_told(const Obstacle& obstacle) const;
  // Remembers obstacles that are being told now. A request that waits was given for something else,
  // and is dropped. No record says what keeps a pass from beginning, so that is noted for `lockstep
  // approve`. If the state folder can't be written, the pass that can begin tells that.
  void tell(const Obstacle& obstacle);
  // Forgets them, since nothing keeps a pass from beginning any more.
  void forget(const std::string& replica);

 private:
  RecordStore& records_;
  bool may_be_noted_ = true;  // a process before this one may have noted some
};

}  // namespace lockstep
