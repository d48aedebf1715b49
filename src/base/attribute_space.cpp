#include "base/attribute_space.h"

#include <algorithm>

namespace lockstep {

std::uint64_t size_on_volume(const Attribute& attribute) {
  constexpr std::uint64_t kHeader = 16;  // struct ext4_xattr_entry, without the name
  return kHeader + attribute.name.size() + attribute.value.size();
}

bool AttributeSpace::has_room_for(const Attribute& attribute, std::uint64_t already) const {
  const std::uint64_t size = size_on_volume(attribute);
  return size < refused_one && already + size < refused_all;
}

void AttributeSpace::learn_refused(const Attribute& attribute, std::uint64_t already) {
  const std::uint64_t size = size_on_volume(attribute);
  if (already == 0 || already + size <= held_all) {
    refused_one = std::min(refused_one, size);
  } else if (size < refused_one) {
    refused_all = std::min(refused_all, already + size);
  }
}

void AttributeSpace::learn_held(const Attributes& attributes) {
  std::uint64_t all = 0;
  for (const Attribute& attribute : attributes) {
    const std::uint64_t size = size_on_volume(attribute);
    if (size >= refused_one) refused_one = kUnlimited;
    all += size;
  }
  if (all >= refused_all) refused_all = kUnlimited;
  held_all = std::max(held_all, all);
}

std::vector<std::string> AttributeSpace::without_room(const Attributes& attributes) const {
  std::vector<std::string> names;
  if (!is_limited()) return names;
  std::uint64_t already = 0;
  for (const Attribute& attribute : attributes) {
    if (keeps_its_place(attribute.name)) already += size_on_volume(attribute);
  }
  for (const Attribute& attribute : attributes) {
    if (keeps_its_place(attribute.name)) continue;
    if (has_room_for(attribute, already)) {
      already += size_on_volume(attribute);
    } else {
      names.push_back(attribute.name);
    }
  }
  return names;
}

}  // namespace lockstep
