// Adds up what partial passes do, so that it is told together: when nothing waits any more, and once
// a second at most. Pure.
#pragma once

#include <chrono>
#include <optional>

#include "core/live/moment.h"
#include "core/model/summary.h"

namespace lockstep {

class LiveChanges {
 public:
  void add(const PassSummary& pass);
  // Returns when these are to be told, if nothing waits then; none if there are none.
  [[nodiscard]] std::optional<Moment> due() const;
  // Returns them, if it is time to.
  [[nodiscard]] std::optional<PassSummary> take(Moment now);

 private:
  std::optional<PassSummary> sum_;
  Moment told_ = {};
};

}  // namespace lockstep
