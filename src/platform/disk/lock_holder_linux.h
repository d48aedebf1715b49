// Finds out which process holds a lock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lockstep {

// Returns the process that /proc/locks (proc_locks(5)) names as the holder of a flock on this
// inode. Some volumes (btrfs, overlay) lock on another device number than they show; then the
// inode's number alone has to do.
[[nodiscard]] std::optional<int> find_lock_holder(std::string_view locks, std::uint64_t device,
                                                  std::uint64_t inode);

// True if the process runs as root or as this user, and its program has the name "lockstep" (or is
// one of its tests). False if the system does not tell (/proc is hidden).
[[nodiscard]] bool is_trusted_lockstep(int process);

// Returns "lockstep run /a /b"; an empty text if the system does not tell.
[[nodiscard]] std::string command_of_process(int process);

// Returns "process 4711 (lockstep run /a /b)".
[[nodiscard]] std::string describe_process(int process);

}  // namespace lockstep
