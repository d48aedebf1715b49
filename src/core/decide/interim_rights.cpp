#include "core/decide/interim_rights.h"

namespace lockstep {
namespace {

constexpr std::uint32_t kRoot = 0;
constexpr std::uint16_t kOwnersBits = 0700;
constexpr std::uint16_t kOthersBits = 077;
constexpr std::uint16_t kSetIdBits = 06000;
// It takes a right away: to remove what others own.
constexpr std::uint16_t kSticky = 01000;

bool owners_differ(const Entry& source, const Entry& replica, const CompareRules& rules) {
  return rules.owners && rules.capabilities.owners &&
         (source.owner != replica.owner || source.group != replica.group);
}

bool sets_modes(const CompareRules& rules) {
  return rules.policy->metadata.modes && rules.capabilities.modes;
}

}  // namespace

bool may_take_rights(const Changes& changes, const Entry& source, const Entry& replica,
                     const CompareRules& rules) {
  if (source.kind == EntryKind::symlink) return false;
  if (changes.owner || changes.attributes) return true;
  return changes.mode &&
         interim_rights(source, replica, AccessLists::equal, rules).mode != replica.mode;
}

InterimRights interim_rights(const Entry& source, const Entry& replica, AccessLists lists,
                             const CompareRules& rules) {
  InterimRights rights{replica.owner, replica.mode};
  const bool others_are_meant = owners_differ(source, replica, rules);
  if (others_are_meant && source.owner != replica.owner) rights.owner = kRoot;
  if (!sets_modes(rules)) return rights;
  const std::uint16_t wanted = wanted_mode(source, replica, rules);
  const bool same_people = !others_are_meant && lists == AccessLists::equal;
  // Root needs no bits of its own to go on; an ordinary user does.
  const int owners = replica.mode & kOwnersBits & (rules.owners ? wanted : kOwnersBits);
  const int others = same_people ? replica.mode & wanted & kOthersBits : 0;
  const int sticky = (replica.mode | wanted) & kSticky;
  rights.mode =
      static_cast<std::uint16_t>(owners | others | sticky | (replica.mode & wanted & kSetIdBits));
  return rights;
}

}  // namespace lockstep
