// The bytes of extended attributes that a volume can hold for one entry, learnt from what it
// refused and what it took. ext4 keeps all attributes of an entry in one block, so their sum is
// limited; btrfs keeps each within a block, so each is limited and their sum is not.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/attributes.h"

namespace lockstep {

// Estimates how much room the attribute takes up on a volume: its name, its value, and the header
// that a file system keeps with the two.
[[nodiscard]] std::uint64_t size_on_volume(const Attribute& attribute);

struct AttributeSpace {
  static constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();

  std::uint64_t refused_one = kUnlimited;  // the smallest attribute that was refused for itself
  std::uint64_t refused_all = kUnlimited;  // the smallest sum of an entry that was refused
  std::uint64_t held_all = 0;              // the largest sum of an entry that was taken

  friend bool operator==(const AttributeSpace&, const AttributeSpace&) = default;

  [[nodiscard]] bool is_limited() const {
    return refused_one != kUnlimited || refused_all != kUnlimited;
  }
  // True if the volume has never refused as much. `already` is the size of what the entry has
  // besides.
  [[nodiscard]] bool has_room_for(const Attribute& attribute, std::uint64_t already) const;
  // Remembers that the attribute was refused for want of room, beside `already` bytes of others. If
  // the volume has taken a sum as large before, the attribute itself is too large.
  void learn_refused(const Attribute& attribute, std::uint64_t already);
  // Remembers that the volume took these attributes, and forgets limits that this disproves.
  void learn_held(const Attributes& attributes);
  // Returns the names of the attributes that the volume can't hold when they are set in order of
  // need. An attribute that keeps its place is never among them.
  [[nodiscard]] std::vector<std::string> without_room(const Attributes& attributes) const;
};

}  // namespace lockstep
