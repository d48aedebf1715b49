// Tells which folder of the source was at each path when everything was last known to be equal, or,
// before it ever was, when the first passes saw it: twelve bytes a folder. A folder that was
// exchanged for another one may hold other files of the same names, sizes and times, and its own
// times need not tell: its number does.
//
// This is the value that goes from one pass to the next; the app keeps its bytes in the state
// folder. seen_folders.h says what a pass makes of it.
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
  // Takes the folders sorted by their paths.
  explicit FolderIdentities(const std::vector<FolderIdentity>& folders);
  // Returns none if these can't be the bytes that `bytes` returned. Whoever stored them makes sure
  // that they are the same: only the format and the number of bytes are checked here.
  [[nodiscard]] static std::optional<FolderIdentities> from_bytes(std::string bytes);

  // Returns the bytes, which begin with the number of the format: another version has another one.
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  [[nodiscard]] std::size_t size() const { return (bytes_.size() - kHeader) / kBytesEach; }
  [[nodiscard]] FolderIdentity at(std::size_t index) const;
  // Returns where this path is; none if nothing is on record for it.
  [[nodiscard]] std::optional<std::size_t> find(std::uint64_t path) const;

 private:
  static constexpr std::size_t kHeader = 8;

  std::string bytes_ = header();
  [[nodiscard]] static std::string header();
};

}  // namespace lockstep
