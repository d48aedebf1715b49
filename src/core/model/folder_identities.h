// Which folder of the source was at each path when everything was last known to be equal, or,
// before it ever was, when the first passes saw it: twelve bytes a folder. A folder that was
// exchanged for another one may hold other files of the same names, sizes and times, and none of
// its own times has to tell: its number does.
//
// This is the value that goes from one pass to the next; the app keeps its bytes in the state
// folder. What a pass makes of it is in seen_folders.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lockstep {

struct FolderIdentity {
  std::uint64_t path = 0;   // Pair::path_hash
  std::uint32_t which = 0;  // a hash of the folder's number, and of the volume that gave it out
  friend bool operator==(const FolderIdentity&, const FolderIdentity&) = default;
};

class FolderIdentities {
 public:
  static constexpr std::size_t kBytesEach = 12;

  FolderIdentities() = default;
  // Sorted by their paths.
  explicit FolderIdentities(const std::vector<FolderIdentity>& folders);
  // None when that can't be what `bytes` returned. Whoever stored them sees to it that they are
  // the same: here nothing is checked but their number.
  [[nodiscard]] static std::optional<FolderIdentities> from_bytes(std::string bytes);

  // Begins with the number of the format, which another version of it does not share.
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  [[nodiscard]] std::size_t size() const { return (bytes_.size() - kHeader) / kBytesEach; }
  [[nodiscard]] FolderIdentity at(std::size_t index) const;
  // Where this path is; none: nothing is on record for it.
  [[nodiscard]] std::optional<std::size_t> find(std::uint64_t path) const;

 private:
  static constexpr std::size_t kHeader = 8;

  std::string bytes_ = header();
  [[nodiscard]] static std::string header();
};

}  // namespace lockstep
