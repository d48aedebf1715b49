// The changes that a pass holds back until somebody approves them. The same value says what a pass
// held, what the record keeps of that, and what `lockstep approve` lets the next pass do: at most
// what was told.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lockstep {

struct Held {
  std::uint64_t removals = 0;  // leaves
  std::uint64_t newer = 0;     // files that are newer in the replica than in the source
  bool empty_source = false;   // the removals are due to a source that is empty
  bool first_pass = false;     // no pass was let through into this folder before
  std::vector<std::string> roots = {};        // other folders or volumes (RootFinding::id)
  std::vector<std::string> lost_mounts = {};  // the source's; sorted
  std::vector<std::string> changed_mounts = {};  // came or went in the replica; sorted

  [[nodiscard]] bool anything() const { return *this != Held(); }
  [[nodiscard]] bool any_mounts() const { return !lost_mounts.empty() || !changed_mounts.empty(); }
  friend bool operator==(const Held&, const Held&) = default;
};

}  // namespace lockstep
