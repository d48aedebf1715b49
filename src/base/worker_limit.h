// How many workers of a pool work at once: as many as are usual; more, while they mostly wait for a
// disk or a network. Found out while they work: by how much of the processors this process used,
// and whether it gave them up of its own accord. Pure: whoever works brings the figures.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace lockstep {

// What this process has had of the processors since it began.
struct ProcessorUse {
  std::chrono::nanoseconds time{0};
  std::uint64_t waits = 0;  // times that a thread gave its processor up, to wait
  std::uint64_t preemptions = 0;  // times that it was taken away
};

class WorkerLimit {
 public:
  // `usual` of 0 counts as 1.
  WorkerLimit(std::size_t usual, std::size_t processors);

  // The limit from `now` on, which is between the usual number and `most`. `more_to_do`: there are
  // tasks that nobody has begun.
  std::size_t observe(std::chrono::nanoseconds now, const ProcessorUse& use, bool more_to_do,
                      std::size_t most);

  // Figures of less time than this say nothing.
  static constexpr std::chrono::nanoseconds kWindow = std::chrono::milliseconds(5);

 private:
  const std::size_t usual_;
  const std::chrono::nanoseconds::rep processors_;
  std::size_t limit_;
  bool began_ = false;
  std::chrono::nanoseconds since_{0};
  ProcessorUse before_;
};

}  // namespace lockstep
