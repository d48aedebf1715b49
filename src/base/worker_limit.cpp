#include "base/worker_limit.h"

#include <algorithm>

namespace lockstep {

WorkerLimit::WorkerLimit(std::size_t usual, std::size_t processors)
    : usual_(std::max<std::size_t>(usual, 1)),
      processors_(static_cast<std::chrono::nanoseconds::rep>(std::max<std::size_t>(processors, 1))),
      limit_(usual_) {}

std::size_t WorkerLimit::observe(std::chrono::nanoseconds now, const ProcessorUse& use,
                                 bool more_to_do, std::size_t most) {
  most = std::max(most, usual_);
  limit_ = std::min(limit_, most);
  const auto elapsed = now - since_;
  if (began_ && elapsed < kWindow) return limit_;
  if (began_) {
    const auto used = use.time - before_.time;
    const auto possible = elapsed * processors_;
    // On a busy machine, too, a process gets little of the processors; but then they are taken
    // away.
    const bool waits = use.waits - before_.waits >= use.preemptions - before_.preemptions;
    if (more_to_do && waits && used * 10 < possible * 9) {
      limit_ = std::min(limit_ * 2, most);
    // More workers could only stand in each other's way.
    } else if (used * 100 > possible * 97) {
      limit_ = std::max(limit_ / 2, usual_);
    }
  }
  began_ = true;
  since_ = now;
  before_ = use;
  return limit_;
}

}  // namespace lockstep
