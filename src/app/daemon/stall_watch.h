// Tells whether a pass still gets anywhere, by what earlier looks saw of it.
#pragma once

#include <chrono>
#include <cstdint>

#include "core/model/observer.h"

namespace lockstep {

class StallWatch {
 public:
  using Time = std::chrono::steady_clock;

  // Looks at the `pass`th pass of a job, which runs. Returns false if it did nothing for longer
  // than `patience`, as far as earlier calls saw. A flush has half an hour in any case, and a pass
  // that waits on purpose is well.
  [[nodiscard]] bool gets_on(const Progress& progress, std::uint64_t pass, Time::time_point now,
                             Time::duration patience);

 private:
  std::uint64_t pass_ = 0;
  std::uint64_t work_ = 0;
  Time::time_point since_;
};

}  // namespace lockstep
