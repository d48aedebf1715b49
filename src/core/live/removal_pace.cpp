#include "core/live/removal_pace.h"

#include <algorithm>

namespace lockstep {
namespace {

constexpr std::uint64_t kAtOnce = 10;
constexpr auto kWindow = std::chrono::seconds(2);
constexpr auto kQuiet = std::chrono::seconds(2);
constexpr auto kLatest = std::chrono::seconds(30);

}  // namespace

RemovalPace::Verdict RemovalPace::ask(std::uint64_t leaves, Moment now) {
  if (leaves == 0) return Verdict::go;
  if (burst_) {
    if (now < *ready_at()) {
      burst_->last = now;
      return Verdict::wait;
    }
    // The end of a burst is judged as a whole; what comes right after it begins another one.
    burst_.reset();
    gone_.assign(1, Gone{now, kAtOnce});
    return Verdict::go;
  }
  while (!gone_.empty() && gone_.front().when + kWindow <= now) gone_.pop_front();
  std::uint64_t recent = 0;
  for (const Gone& gone : gone_) recent += gone.leaves;
  if (leaves > kAtOnce || recent + leaves > kAtOnce) {
    burst_ = Burst{now, now};
    return Verdict::wait;
  }
  gone_.push_back({now, leaves});
  return Verdict::go;
}

std::optional<Moment> RemovalPace::ready_at() const {
  if (!burst_) return std::nullopt;
  return std::min(burst_->last + kQuiet, burst_->first + kLatest);
}

}  // namespace lockstep
