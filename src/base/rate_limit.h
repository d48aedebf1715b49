// Limits how fast copies read: a token bucket that all threads of a job share (--bwlimit).
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
  // With 0 bytes a second there is no limit, and calls cost nothing. At most a quarter of a
  // second's unused bytes are saved up, so that a pause is not followed by a flood. `clock` must
  // outlive the limit.
  RateLimit(std::uint64_t bytes_per_second, const Clock& clock);

  // Sets the rate for everything that is counted from now on. Callers that wait already wait by the
  // old rate.
  void set_rate(std::uint64_t bytes_per_second);
  [[nodiscard]] std::uint64_t bytes_per_second() const { return bytes_per_second_; }

  // Sleeps until `bytes` may be read. Callers are served in the order in which they ask; one that
  // asks for more than is ever saved up waits as long as that many bytes take. Returns false, with
  // nothing counted, as soon as a stop is asked for.
  [[nodiscard]] bool acquire(std::uint64_t bytes, const std::stop_token& stop);

  // Counts `bytes` and returns how long to wait before they are read, which is how long acquire()
  // sleeps.
  [[nodiscard]] std::chrono::nanoseconds reserve(std::uint64_t bytes);

 private:
  [[nodiscard]] std::chrono::nanoseconds cost(std::uint64_t bytes) const;

  std::atomic<std::uint64_t> bytes_per_second_;
  const Clock& clock_;
  std::mutex mutex_;
  // The time from which everything counted so far may have been read. It is before now by what is
  // saved up. Guarded by mutex_.
  std::chrono::steady_clock::time_point paid_until_;
};

}  // namespace lockstep
