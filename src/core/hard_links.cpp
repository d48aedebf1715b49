#include "core/hard_links.h"

#include <algorithm>
#include <set>
#include <unordered_set>

namespace lockstep {
namespace {

using Names = std::unordered_map<Identity, std::uint32_t, IdentityHash>;
using Group = std::vector<LinkMember>;

bool is_complete_and_equal(const Group& group) {
  const LinkMember& first = group.front();
  if (first.state != MemberState::same || group.size() != first.source.link_count ||
      group.size() != first.replica->link_count) {
    return false;
  }
  return std::all_of(group.begin(), group.end(), [&first](const LinkMember& member) {
    return member.state == MemberState::same && !member.changes.any() &&
           member.replica->identity == first.replica->identity;
  });
}

std::string path_of(const LinkMember& member) {
  return member.folder->path().child(member.name).text();
}

// One file is not equal under one name and different under another: it changed meanwhile, or under
// some names it was not read.
void agree(Group& group) {
  for (const LinkMember& different : group) {
    if (different.state != MemberState::update) continue;
    for (LinkMember& member : group) {
      if (member.state != MemberState::same ||
          !(member.replica->identity == different.replica->identity))
        continue;
      member.state = MemberState::update;
      member.reason = different.reason;
    }
  }
}

// One group's decision. `taken`: files of the replica that another group keeps.
class Decision {
 public:
  Decision(Group& group, const Names& names_seen, std::unordered_set<Identity, IdentityHash>& taken,
           LinkDecisions& decisions)
      : group_(group), names_seen_(names_seen), taken_(taken), decisions_(decisions) {}

  void make() {
    LinkMember* const kept = find_kept();
    LinkMember& first = kept != nullptr ? *kept : first_to_copy();
    const bool stays = kept != nullptr && settle(first);
    if (!stays) copy(first, kept == nullptr ? std::string("hard link") : first.changes.text());
    for (LinkMember& member : group_) {
      if (&member == &first) continue;
      const bool is_linked = stays && member.replica &&
                             member.replica->identity == first.replica->identity &&
                             member.state != MemberState::create;
      if (!is_linked) link(member, first, stays);
    }
  }

 private:
  // The member whose file in the replica the group keeps.
  LinkMember* find_kept() {
    for (LinkMember& member : group_) {
      if (member.state == MemberState::same && taken_.insert(member.replica->identity).second)
        return &member;
    }
    return nullptr;
  }

  // The sooner it is there, the sooner the others can join it. One that is newer in the replica may
  // be held.
  LinkMember& first_to_copy() {
    const auto rank = [](const LinkMember& member) {
      return member.after_removals                                                     ? 2
             : member.replica && member.replica->modified() > member.source.modified() ? 1
                                                                                       : 0;
    };
    return *std::min_element(group_.begin(), group_.end(),
                             [&rank](const LinkMember& left, const LinkMember& right) {
                               return rank(left) < rank(right);
                             });
  }

  // True when the file stays, repaired in place if need be. Not in place when it has names that
  // this pass did not see: they belong to a snapshot of the replica, or lie outside, and must keep
  // their metadata.
  bool settle(LinkMember& kept) {
    if (!kept.changes.any()) return true;
    const auto seen = names_seen_.find(kept.replica->identity);
    if (seen == names_seen_.end() || seen->second < kept.replica->link_count) return false;
    decisions_.repairs.push_back(
        {kept.folder, kept.name, kept.source, *kept.replica, kept.changes});
    return true;
  }

  void copy(LinkMember& member, std::string reason) {
    if (member.state == MemberState::create) {
      decisions_.creations.push_back({.folder = member.folder,
                                      .name = member.name,
                                      .source = member.source,
                                      .after_removals = member.after_removals});
      return;
    }
    if (member.state == MemberState::update) reason = member.reason;
    decisions_.updates.push_back(
        {member.folder, member.name, member.source, *member.replica, std::move(reason)});
  }

  void link(LinkMember& member, const LinkMember& target, bool stays) {
    LinkTarget link_to{target.folder, target.name};
    if (target.replica) (stays ? link_to.stays : link_to.replaced) = target.replica->identity;
    if (member.state == MemberState::create) {
      decisions_.creations.push_back({.folder = member.folder,
                                      .name = member.name,
                                      .source = member.source,
                                      .link_to = std::move(link_to),
                                      .after_removals = member.after_removals});
    } else {
      decisions_.updates.push_back({member.folder, member.name, member.source, *member.replica,
                                    "hard link", std::move(link_to),
                                    member.state == MemberState::same});
    }
  }

  Group& group_;
  const Names& names_seen_;
  std::unordered_set<Identity, IdentityHash>& taken_;
  LinkDecisions& decisions_;
};

}  // namespace

void LinkDecisions::hold_replacements() {
  using Place = std::pair<PairPointer, std::string>;
  std::set<Place> held;
  std::erase_if(updates, [&held](const Update& update) {
    if (!update.replaces_newer()) return false;
    if (!update.link_to) held.emplace(update.folder, update.name);
    return true;
  });
  const auto joins_held = [&held](const auto& operation) {
    return operation.link_to &&
           held.contains(Place(operation.link_to->folder, operation.link_to->name));
  };
  std::erase_if(creations, joins_held);
  std::erase_if(updates, joins_held);
}

void HardLinks::add(LinkMember member) {
  const std::scoped_lock lock(mutex_);
  const auto place =
      groups_.try_emplace({member.source.identity, member.folder->replica_device()}).first;
  Group& group = place->second;
  group.push_back(std::move(member));
  if (group.size() == group.front().source.link_count && is_complete_and_equal(group))
    groups_.erase(place);
}

void HardLinks::saw_extra(const Entry& replica) {
  const std::scoped_lock lock(mutex_);
  ++extra_names_[replica.identity];
}

HardLinks::Newer HardLinks::count_newer() {
  const std::scoped_lock lock(mutex_);
  Newer newer;
  for (const auto& [key, members] : groups_) {
    for (const LinkMember& member : members) {
      if (member.state != MemberState::update ||
          member.replica->modified() <= member.source.modified())
        continue;
      ++newer.names;
      newer.bytes += bytes_held_by(*member.replica);
    }
  }
  return newer;
}

LinkDecisions HardLinks::resolve(const std::function<bool(std::uint64_t)>& mirrored) {
  const std::scoped_lock lock(mutex_);
  Names names_seen = std::move(extra_names_);
  std::vector<Group> groups;
  for (auto& [key, members] : groups_) {
    for (const LinkMember& member : members) {
      if (member.replica) ++names_seen[member.replica->identity];
    }
    if (mirrored(key.device)) {
      groups.push_back(std::move(members));
    } else {
      for (LinkMember& member : members) groups.emplace_back().push_back(std::move(member));
    }
  }
  groups_.clear();
  extra_names_.clear();

  // In the order of paths, so that `plan` and `sync` decide alike however the walk ran.
  std::vector<std::pair<std::string, Group*>> ordered;
  for (Group& group : groups) {
    std::vector<std::pair<std::string, LinkMember*>> by_path;
    for (LinkMember& member : group) by_path.emplace_back(path_of(member), &member);
    std::sort(by_path.begin(), by_path.end());
    Group sorted;
    sorted.reserve(group.size());
    for (auto& [path, member] : by_path) sorted.push_back(std::move(*member));
    group = std::move(sorted);
    ordered.emplace_back(std::move(by_path.front().first), &group);
  }
  std::sort(ordered.begin(), ordered.end());

  LinkDecisions decisions;
  std::unordered_set<Identity, IdentityHash> taken;
  for (auto& [path, group] : ordered) agree(*group);
  for (auto& [path, group] : ordered) Decision(*group, names_seen, taken, decisions).make();
  return decisions;
}

}  // namespace lockstep
