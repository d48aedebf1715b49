// The table of mounts (/proc/self/mountinfo, proc_pid_mountinfo(5)).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lockstep {

struct Mount {
  std::uint64_t id = 0;
  std::uint64_t device = 0;
  std::string
      root;    // which folder of the volume is mounted: "/" but for bind mounts and subvolumes
  std::string point;   // where
  std::string type;    // "ext4", "fuse.sshfs"
  std::string source;  // "/dev/sda1", "server:/export"
};

// In the order of mounting. Lines that make no sense are left out.
[[nodiscard]] std::vector<Mount> parse_mounts(std::string_view table);
[[nodiscard]] Result<std::vector<Mount>> read_mounts();

// The mount through which this descriptor was opened; null when it is not in the table.
[[nodiscard]] const Mount* find_mount(const std::vector<Mount>& mounts, int descriptor);

}  // namespace lockstep
