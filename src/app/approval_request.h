// The request of `lockstep approve` that one pass works by. It stays in the state folder until that
// pass begins to remove something, or has ended: whatever cuts the pass short before leaves it for
// the next one. A process that dies among its removals has used it up, so that nothing which came
// since can be let through by it.
#pragma once

#include <optional>
#include <string>

#include "app/record_store.h"
#include "core/summary.h"

namespace lockstep {

class ApprovalRequest {
 public:
  // `replica` by its canonical path.
  ApprovalRequest(RecordStore& records, std::string replica);

  // None when nobody left one.
  [[nodiscard]] const Result<std::optional<RecordStore::Request>>& found() const { return found_; }
  // The pass begins to remove.
  void use_up();
  // The pass has ended so. A request that was used up by one which was stopped is left anew, for
  // the rest.
  [[nodiscard]] Result<void> pass_ended(PassResult result);

 private:
  RecordStore& records_;
  const std::string replica_;
  const Result<std::optional<RecordStore::Request>> found_;
  bool used_up_ = false;
  Result<void> dropped_;
};

}  // namespace lockstep
