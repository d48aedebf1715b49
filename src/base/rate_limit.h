// How fast copies may read: a token bucket that all threads of a job share (--bwlimit).
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <stop_token>

#include "base/clock.h"

namespace lockstep {

class RateLimit {
 public:
  // 0 bytes a second: no limit, and calls cost nothing. What was not used is saved up for a quarter
  // of a second at most, so that a pause is not followed by a flood. `clock` must outlive the
  // limit.
  RateLimit(std::uint64_t bytes_per_second, const Clock& clock);

  // Holds for everything that is counted from now on; what waits already waits by the old rate.
  void set_rate(std::uint64_t bytes_per_second);
  [[nodiscard]] std::uint64_t bytes_per_second() const { return bytes_per_second_; }

  // Sleeps until `bytes` may be read. Callers are served in the order in which they ask; one that
  // asks for more than is ever saved up waits as long as that much takes. False, and nothing
  // counted, as soon as a stop is asked for.
  [[nodiscard]] bool acquire(std::uint64_t bytes, const std::stop_token& stop);

  // Counts `bytes` and says how long to wait before they are read: what acquire() sleeps.
  [[nodiscard]] std::chrono::nanoseconds reserve(std::uint64_t bytes);

 private:
  [[nodiscard]] std::chrono::nanoseconds cost(std::uint64_t bytes) const;

  std::atomic<std::uint64_t> bytes_per_second_;
  const Clock& clock_;
  std::mutex mutex_;
  // Guarded by mutex_: when everything counted so far may have been read. Before now by what is
  // saved up.
  std::chrono::steady_clock::time_point paid_until_;
};

}  // namespace lockstep
