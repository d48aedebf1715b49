// A tree of any size that takes no memory: every listing is made when it is asked for. Two of them
// of one shape are equal in all that is mirrored.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "bench/read_only_handle.h"

namespace lockstep::bench {

// Says how many folders each folder of a level holds, the root's first; then how many files each
// folder of the last level holds.
struct Shape {
  std::vector<std::uint64_t> folders;
  std::uint64_t files = 0;

  [[nodiscard]] std::uint64_t entries() const;
};

// Returns the root of such a tree on the volume of that number. `shape` is borrowed.
[[nodiscard]] std::unique_ptr<Directory> generated_root(const Shape& shape, std::uint64_t volume);

}  // namespace lockstep::bench
