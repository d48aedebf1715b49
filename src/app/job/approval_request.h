// The request of `lockstep approve` that one pass works by. It stays in the state folder until that
// pass begins to remove something, or has ended: whatever cuts the pass short before leaves it for
// the next one. A process that dies among its removals has used it up, so that nothing which came
// since can be let through by it.
#pragma once

#include <optional>
#include <string>

#include "app/job/job_roots.h"
#include "app/job/record_store.h"
#include "core/model/held.h"
#include "core/model/summary.h"

namespace lockstep {

class ApprovalRequest {
 public:
  // `replica` by its canonical path.
  ApprovalRequest(RecordStore& records, std::string replica);

  // Returns the request; none if nobody left one.
  [[nodiscard]] const Result<std::optional<RecordStore::Request>>& found() const { return found_; }
  // The pass begins to remove.
  void use_up();
  // The pass has ended with this result. A request that was used up by a pass which was stopped is
  // left anew, for the rest.
  [[nodiscard]] Result<void> pass_ended(PassResult result);

 private:
  RecordStore& records_;
  const std::string replica_;
  const Result<std::optional<RecordStore::Request>> found_;
  bool used_up_ = false;
  Result<void> dropped_;
};

// Returns what a request lets through: at most what the last pass held. `empty_source`: the request
// is for the removals of an empty source, too.
[[nodiscard]] Held approval_of(Held held, bool empty_source);
// "Approval taken: up to 5,231 held removals, an empty source too"
[[nodiscard]] std::string approval_sentence(const Held& approval);

// Remembers what keeps the passes to a replica from beginning and may be approved, as far as it was
// told, by this process or by one before it. A request lets through what was told, nothing that
// came since.
class ToldObstacles {
 public:
  explicit ToldObstacles(RecordStore& records) : records_(records) {}

  [[nodiscard]] bool were_told(const Obstacle& obstacle) const;
  // They are told just now: a request that waits was given for something else, and is dropped. No
  // record says what keeps a pass from beginning, so it is noted for `lockstep approve`. A state
  // folder that can't be written is told by the pass that can begin.
  void tell(const Obstacle& obstacle);
  // Nothing keeps a pass from beginning any more.
  void forget(const std::string& replica);

 private:
  RecordStore& records_;
  bool may_be_noted_ = true;  // by a process before
};

}  // namespace lockstep
