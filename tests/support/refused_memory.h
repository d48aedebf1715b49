// Has the system refuse memory to the program of a test that includes this. POSIX alone.
#pragma once

#include <cstdint>

namespace lockstep {

// While it lives one allocation, the one after `after` others by any thread, fails with
// std::bad_alloc. Those after it don't: trees in memory take some to give back what they have.
class RefusedMemory {
 public:
  explicit RefusedMemory(std::int64_t after);
  ~RefusedMemory();
  RefusedMemory(const RefusedMemory&) = delete;
  RefusedMemory& operator=(const RefusedMemory&) = delete;

  // Whether there were so many allocations.
  [[nodiscard]] static bool happened();
};

}  // namespace lockstep
