#include "core/entry/inheritance.h"

#include <algorithm>

namespace lockstep {
namespace {

bool hands_down(const Entry& folder) {
  constexpr std::uint16_t kSetGid = 02000;
  return (folder.mode & kSetGid) != 0;
}

// The owner of a folder may give it setgid or a default access list between any two files that are
// made in it. The folder's state at one moment says nothing about the next file, so each file is
// examined for what it got.
bool is_shaped_by_others(const Entry& folder, std::optional<std::uint32_t> user) {
  constexpr std::uint16_t kWritableByOthers = 022;
  if (!user) return false;  // this system has neither owners nor modes
  return (folder.owner != 0 && folder.owner != *user) || (folder.mode & kWritableByOthers) != 0;
}

bool has_default_access_list(const Directory& folder) {
  const auto attributes = folder.read_attributes();
  return attributes && std::ranges::any_of(*attributes, [](const Attribute& attribute) {
           return attribute.name == "system.posix_acl_default";
         });
}

}  // namespace

bool may_inherit(const Pair& folder, const Directory& replica, const Context& context) {
  auto known = folder.marks.inheritance.load(std::memory_order_relaxed);
  if (known == FolderMarks::Inheritance::unknown) {
    const auto now = replica.examine();
    const bool may = !now || hands_down(*now) || is_shaped_by_others(*now, context.rights.user) ||
                     has_default_access_list(replica);
    known = may ? FolderMarks::Inheritance::some : FolderMarks::Inheritance::none;
    folder.marks.inheritance = known;
  }
  return known == FolderMarks::Inheritance::some;
}

}  // namespace lockstep
