// The extent of what somebody approved for the next pass.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lockstep {

// What a request by `lockstep approve` lets through: at most what the last hold reported.
struct Approval {
  std::uint64_t removals = 0;
  std::uint64_t newer = 0;
  bool first_pass = false;
  bool empty_source = false;
  std::vector<std::string> roots = {};        // other folders or volumes (RootFinding::id)
  std::vector<std::string> lost_mounts = {};  // of the source; sorted
  std::vector<std::string> changed_mounts = {};  // of the replica: they came, or went; sorted
};

}  // namespace lockstep
