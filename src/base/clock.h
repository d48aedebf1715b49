// The source of the time, an interface so that tests can bring their own.
#pragma once

#include <chrono>

namespace lockstep {

class Clock {
 public:
  virtual ~Clock() = default;
  // Returns the time of day, with which file systems stamp and logs print. It may jump.
  [[nodiscard]] virtual std::chrono::system_clock::time_point now() const = 0;
  // Returns a time that never jumps, for intervals and durations.
  [[nodiscard]] virtual std::chrono::steady_clock::time_point steady_now() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] std::chrono::system_clock::time_point now() const override {
    return std::chrono::system_clock::now();
  }
  [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const override {
    return std::chrono::steady_clock::now();
  }
};

}  // namespace lockstep
