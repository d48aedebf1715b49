// Has the system refuse memory to a test program that includes this. Only on POSIX systems.
#pragma once

#include <cstdint>

namespace lockstep {

// Makes one allocation fail with std::bad_alloc while it lives: the one after `after` others by any
// thread. Later ones succeed: trees in memory take some to give back what they have.
class RefusedMemory {
 public:
  explicit RefusedMemory(std::int64_t after);
  ~RefusedMemory();
  RefusedMemory(const RefusedMemory&) = delete;
  RefusedMemory& operator=(const RefusedMemory&) = delete;

  // Returns whether there were so many allocations.
  [[nodiscard]] static bool happened();
};

}  // namespace lockstep
