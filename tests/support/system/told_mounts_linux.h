// Tells the code under test of mounts and of a kind of volume that this machine need not have:
// network shares, FUSE, two disks. Nothing is mounted, and no privilege is needed.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace lockstep {

struct ToldMounts {
  // The lines of /proc/self/mountinfo; if none, the file can't be opened.
  std::optional<std::string> table = std::nullopt;
  // The kind that statfs(2) reports for every volume; if none, the true one.
  std::optional<std::uint32_t> volume_number = std::nullopt;
  // The id that statfs(2) reports, which some kinds keep on the disk; if none, the true one.
  std::optional<std::array<std::uint8_t, 8>> volume_id = std::nullopt;
  // The answer of a volume that is asked for its UUID (Linux 6.9); if none, it does not know the
  // question.
  std::optional<std::array<std::uint8_t, 16>> uuid = std::nullopt;
  // True if each open folder is reported as a mount point, false if none is; without a value the
  // truth is told.
  std::optional<bool> mount_point = std::nullopt;
};

// Runs `body`, on a thread of its own, while all this is so. Returns false like
// `with_answered_calls`.
bool with_told_mounts(const ToldMounts& told, const std::function<void()>& body);

// Returns the number of the mount that this path lies on, as the table has it.
[[nodiscard]] std::uint64_t mount_number_of(const std::string& path);

}  // namespace lockstep
