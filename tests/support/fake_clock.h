// A clock that stands still until a test moves it. MemoryTree stamps its times from one, so that a
// test can relate the two: "changed after the pass began".
#pragma once

#include <atomic>
#include <chrono>

#include "base/clock.h"
#include "base/timestamp.h"

namespace lockstep {

class FakeClock final : public Clock {
 public:
  // 14 November 2023, which is after every date that tests set by hand, and before the limits of
  // old file systems.
  static constexpr std::int64_t kStart = 1'700'000'000;

  [[nodiscard]] std::chrono::system_clock::time_point now() const override {
    return std::chrono::system_clock::time_point(
        std::chrono::duration_cast<std::chrono::system_clock::duration>(
            std::chrono::nanoseconds(wall_.load())));
  }
  [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const override {
    return std::chrono::steady_clock::time_point(
        std::chrono::duration_cast<std::chrono::steady_clock::duration>(
            std::chrono::nanoseconds(steady_.load())));
  }

  // Lets time pass.
  void advance(std::chrono::nanoseconds by) {
    wall_ += by.count();
    steady_ += by.count();
  }
  // Sets the time of day, forward or back, as somebody may.
  void jump(std::chrono::nanoseconds by) { wall_ += by.count(); }

  // Lets one nanosecond pass and returns the new time of day. Changes are stamped with it: no two
  // are alike.
  [[nodiscard]] Timestamp tick() {
    steady_ += 1;
    const std::int64_t wall = wall_ += 1;
    return Timestamp::from(std::chrono::system_clock::time_point(
        std::chrono::duration_cast<std::chrono::system_clock::duration>(
            std::chrono::nanoseconds(wall))));
  }

 private:
  std::atomic<std::int64_t> wall_{kStart * 1'000'000'000};
  std::atomic<std::int64_t> steady_{1'000'000'000};
};

}  // namespace lockstep
