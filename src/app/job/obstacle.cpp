#include "app/job/obstacle.h"

#include <utility>

namespace lockstep {

Obstacle unavailable(std::string reason) { return {PassResult::unavailable, std::move(reason)}; }

PassSummary summary_of(Obstacle obstacle) {
  PassSummary summary;
  summary.result = obstacle.result;
  summary.unavailable = std::move(obstacle.reason);
  return summary;
}

}  // namespace lockstep
