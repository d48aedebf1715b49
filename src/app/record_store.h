// The state folder: one record for each pair of roots, and the requests of `lockstep approve`.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "core/pass.h"
#include "core/record.h"

namespace lockstep {

class RecordStore {
 public:
  // Nothing is created before the first write.
  explicit RecordStore(std::string state_folder);

  // None when this pair was never mirrored. An unreadable or damaged record is an error, not absence: a first pass over a
  // known replica would be judged by other rules.
  [[nodiscard]] Result<std::optional<PairRecord>> load(const std::string& source, const std::string& replica) const;
  [[nodiscard]] Result<void> save(const std::string& source, const std::string& replica, const PairRecord& record);

  // Leaves a request for whoever works on `replica`; `take_approval` removes it and returns what the last hold reported.
  [[nodiscard]] Result<void> request_approval(const std::string& replica, bool empty_source);
  struct Request {
    bool empty_source = false;
  };
  [[nodiscard]] Result<std::optional<Request>> take_approval(const std::string& replica);

  [[nodiscard]] const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
};

}  // namespace lockstep
