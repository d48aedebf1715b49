#include "base/rate_limit.h"

#include <algorithm>
#include <condition_variable>

namespace lockstep {
namespace {

constexpr std::chrono::milliseconds kSavedAtMost{250};
// The most that one request costs, so that sums of costs stay far from the clock's end.
constexpr std::chrono::hours kCostAtMost{24};

// Returns false if a stop was asked for before the time was over.
bool sleep_for(std::chrono::nanoseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never_notified;
  std::unique_lock lock(mutex);
  never_notified.wait_for(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace

RateLimit::RateLimit(std::uint64_t bytes_per_second, const Clock& clock)
    : bytes_per_second_(bytes_per_second), clock_(clock), paid_until_(clock.steady_now()) {}

void RateLimit::set_rate(std::uint64_t bytes_per_second) {
  const std::scoped_lock lock(mutex_);
  if (bytes_per_second_ == bytes_per_second) return;
  bytes_per_second_ = bytes_per_second;
  // A wait that was counted at the old rate is no debt at the new one.
  paid_until_ = std::min(paid_until_, clock_.steady_now());
}

std::chrono::nanoseconds RateLimit::cost(std::uint64_t bytes) const {
  using Seconds = std::chrono::duration<double>;
  const std::uint64_t rate = bytes_per_second_;
  if (rate == 0) return std::chrono::nanoseconds::zero();
  const Seconds exact(static_cast<double>(bytes) / static_cast<double>(rate));
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::min<Seconds>(exact, kCostAtMost));
}

std::chrono::nanoseconds RateLimit::reserve(std::uint64_t bytes) {
  if (bytes_per_second_ == 0) {
    return std::chrono::nanoseconds::zero();
  }
  const std::scoped_lock lock(mutex_);
  const auto now = clock_.steady_now();
  paid_until_ = std::max(paid_until_, now - kSavedAtMost) + cost(bytes);
  return std::max<std::chrono::nanoseconds>(paid_until_ - now, std::chrono::nanoseconds::zero());
}

bool RateLimit::acquire(std::uint64_t bytes, const std::stop_token& stop) {
  if (stop.stop_requested()) {
    return false;
  }
  const auto wait = reserve(bytes);
  if (wait == std::chrono::nanoseconds::zero() || sleep_for(wait, stop)) {
    return true;
  }
  const std::scoped_lock lock(mutex_);
  paid_until_ -= cost(bytes);
  return false;
}

}  // namespace lockstep
