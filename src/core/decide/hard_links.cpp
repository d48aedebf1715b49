#include "core/decide/hard_links.h"

#include <algorithm>
#include <set>
#include <unordered_set>

#include "core/decide/link_decision.h"

namespace lockstep {
namespace {

using Group = LinkGroup;

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

// True if nothing is to be done to this name, and it has as many others on both sides.
bool is_equal(const LinkMember& member) {
  return member.state == MemberState::same && !member.changes.any() &&
         member.source.link_count == member.replica->link_count;
}

template <typename Named>
std::string path_of(const Named& name) {
  return name.folder->path().child(name.name).text();
}

// Makes all members of one file agree: it can't be equal under one name and different under
// another. It changed meanwhile, or was not read under some names.
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

// Sorts groups and members by their paths, so that `plan` and `sync` decide alike however the walk
// ran.
std::vector<Group*> in_order(std::vector<Group>& groups) {
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
  std::vector<Group*> result;
  for (auto& [path, group] : ordered) result.push_back(group);
  return result;
}

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
  const std::uint64_t device = member.folder->replica_device();
  if (member.replica) {
    std::uint32_t& most = most_links_[device];
    most = std::max(most, member.replica->link_count);
  }
  const auto place =
      groups_.try_emplace({member.source.identity, device, &member.folder->replica_mount()}).first;
  Group& group = place->second;
  group.push_back(std::move(member));
  if (group.size() == group.front().source.link_count && is_complete_and_equal(group))
    groups_.erase(place);
}

void HardLinks::saw_extra(const Entry& replica, ReplicaName name) {
  const std::scoped_lock lock(mutex_);
  extra_names_[replica.identity].push_back(std::move(name));
  extra_links_[replica.identity] = replica.link_count;
}

HardLinks::Counts HardLinks::count_names_in_replica() const {
  Counts seen;
  for (const auto& [file, names] : extra_names_) seen[file] += names.size();
  for (const auto& [key, members] : groups_) {
    for (const LinkMember& member : members) {
      if (member.replica) ++seen[member.replica->identity];
    }
  }
  return seen;
}

std::vector<std::string> HardLinks::leaving_unseen_names(Leaving which) {
  const std::scoped_lock lock(mutex_);
  const Counts seen = count_names_in_replica();
  std::vector<std::string> paths;
  for (const auto& [file, names] : extra_names_) {
    if (which == Leaving::replaced || seen.at(file) >= extra_links_.at(file)) continue;
    for (const ReplicaName& name : names) paths.push_back(path_of(name));
  }
  for (const auto& [key, members] : groups_) {
    for (const LinkMember& member : members) {
      if (member.state == MemberState::update &&
          seen.at(member.replica->identity) < member.replica->link_count)
        paths.push_back(path_of(member));
    }
  }
  return paths;
}

std::vector<HardLinks::Incomplete> HardLinks::incomplete() {
  const std::scoped_lock lock(mutex_);
  Counts seen = count_names_in_replica();
  // A file that stays in the replica may have more names there, of another file by now.
  const auto has_unseen_names = [&seen](const LinkMember& member) {
    return member.state == MemberState::same &&
           seen[member.replica->identity] < member.replica->link_count;
  };
  std::vector<Incomplete> found;
  for (const auto& [key, members] : groups_) {
    const bool lacks_names = members.size() < members.front().source.link_count;
    if (std::ranges::all_of(members, is_equal) ||
        (!lacks_names && std::ranges::none_of(members, has_unseen_names)))
      continue;
    Incomplete& group = found.emplace_back(Incomplete{key.source, {}});
    for (const LinkMember& member : members) group.paths.push_back(path_of(member));
  }
  return found;
}

void HardLinks::leave_out(const Identity& source) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(groups_, [&source](const auto& group) { return group.first.source == source; });
}

Loss HardLinks::count_newer() {
  const std::scoped_lock lock(mutex_);
  Loss newer;
  for (const auto& [key, members] : groups_) {
    for (const LinkMember& member : members) {
      if (member.state != MemberState::update ||
          member.replica->modified() <= member.source.modified())
        continue;
      newer.add(bytes_held_by(*member.replica));
    }
  }
  return newer;
}

// Returns the names of the files that would be repaired in place and have more names than one.
NamesOfFiles HardLinks::names_to_be_counted() {
  NamesOfFiles names;
  for (const auto& [key, members] : groups_) {
    for (const LinkMember& member : members) {
      if (member.state == MemberState::same && member.changes.any() &&
          member.replica->link_count > 1)
        names[member.replica->identity];
    }
  }
  if (names.empty()) return names;
  for (auto& [file, seen] : names) {
    if (const auto extra = extra_names_.find(file); extra != extra_names_.end())
      seen = std::move(extra->second);
  }
  for (const auto& [key, members] : groups_) {
    for (const LinkMember& member : members) {
      if (!member.replica) continue;
      if (const auto place = names.find(member.replica->identity); place != names.end())
        place->second.push_back({member.folder, member.name});
    }
  }
  return names;
}

void HardLinks::tell_split_by_mounts(const LinkQuestions& ask) const {
  std::unordered_set<Key, KeyHash> seen;
  for (const auto& [key, members] : groups_) {
    if (!seen.insert({key.source, key.device}).second && ask.limits_on(key.device).mirrored)
      ask.splits_on(key.device);
  }
}

LinkDecisions HardLinks::resolve(const LinkQuestions& ask) {
  const std::scoped_lock lock(mutex_);
  for (const auto& [device, links] : most_links_) ask.saw_links(device, links);
  const NamesOfFiles names = names_to_be_counted();
  tell_split_by_mounts(ask);
  std::vector<Group> groups;
  for (auto& [key, members] : groups_) {
    if (ask.limits_on(key.device).mirrored) {
      groups.push_back(std::move(members));
    } else {
      for (LinkMember& member : members) groups.emplace_back().push_back(std::move(member));
    }
  }
  groups_.clear();
  extra_names_.clear();
  extra_links_.clear();
  most_links_.clear();

  LinkDecisions decisions;
  FileSet taken;
  const std::vector<Group*> ordered = in_order(groups);
  for (Group* const group : ordered) agree(*group);
  for (Group* const group : ordered) {
    const std::uint64_t device = group->front().folder->replica_device();
    if (decide_links(*group, ask.limits_on(device), {ask, names, taken, decisions}))
      ask.splits_on(device);
  }
  return decisions;
}

}  // namespace lockstep
