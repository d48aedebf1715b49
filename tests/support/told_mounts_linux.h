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
  // The lines of /proc/self/mountinfo; none: the file can't be opened.
  std::optional<std::string> table = std::nullopt;
  // What statfs(2) says of every volume's kind; none: the truth.
  std::optional<std::uint32_t> volume_number = std::nullopt;
  // And of the id that some kinds keep on the disk; none: the truth.
  std::optional<std::array<std::uint8_t, 8>> volume_id = std::nullopt;
  // What a volume answers that is asked for its UUID (Linux 6.9); none: it knows no such question.
  std::optional<std::array<std::uint8_t, 16>> uuid = std::nullopt;
  // Is each folder that is open a mount point? None: the truth.
  std::optional<bool> mount_point = std::nullopt;
};

// Runs `body`, on a thread of its own, where all this is so. False as `with_answered_calls`.
bool with_told_mounts(const ToldMounts& told, const std::function<void()>& body);

// The number of the mount that this path lies on, as the table has it.
[[nodiscard]] std::uint64_t mount_number_of(const std::string& path);

}  // namespace lockstep
