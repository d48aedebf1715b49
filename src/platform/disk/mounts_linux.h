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
  // The folder of the volume that is mounted: "/" except for bind mounts and subvolumes.
  std::string root;
  std::string point;   // the folder that it is mounted on
  std::string type;    // "ext4", "fuse.sshfs"
  std::string source;  // "/dev/sda1", "server:/export"
};

// Reads the table, in the order of mounting. Lines that make no sense are left out.
[[nodiscard]] std::vector<Mount> parse_mounts(std::string_view table);
[[nodiscard]] Result<std::vector<Mount>> read_mounts();

// Returns the mount through which this descriptor was opened; null if it is not in the table.
[[nodiscard]] const Mount* find_mount(const std::vector<Mount>& mounts, int descriptor);

}  // namespace lockstep
