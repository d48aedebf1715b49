// Finds out how many workers of a pool should work at once: the usual number, or more while they
// mostly wait for a disk or a network. It judges while they work, by how much of the processors
// this process used and whether it gave them up of its own accord. Pure: the caller brings the
// figures.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace lockstep {

// The processor time that this process has used since it began.
struct ProcessorUse {
  std::chrono::nanoseconds time{0};
  std::uint64_t waits = 0;  // times that a thread gave its processor up, to wait
  std::uint64_t preemptions = 0;  // times that a processor was taken away
};

class WorkerLimit {
 public:
  // Counts 0 as 1 for `usual`.
  WorkerLimit(std::size_t usual, std::size_t processors);

  // Returns the limit from `now` on, between the usual number and `most`. `more_to_do` is true if
  // there are tasks that nobody has begun.
  std::size_t observe(std::chrono::nanoseconds now, const ProcessorUse& use, bool more_to_do,
                      std::size_t most);

  // Figures of a shorter time than this say nothing.
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
