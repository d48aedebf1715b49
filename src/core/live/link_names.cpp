#include "core/live/link_names.h"

#include <algorithm>
#include <utility>

namespace lockstep {

void LinkNames::add(const Identity& identity, const RelativePath& path) {
  const auto known = by_path_.find(path);
  if (known != by_path_.end() && known->second == identity) return;
  erase(path);
  if (by_path_.size() >= most_) {
    complete_ = false;
    return;
  }
  const auto place = by_path_.emplace(path, identity).first;
  groups_[identity].insert(&place->first);
}

void LinkNames::erase(const RelativePath& path) {
  const auto known = by_path_.find(path);
  if (known == by_path_.end()) return;
  const auto group = groups_.find(known->second);
  group->second.erase(&known->first);
  if (group->second.empty()) groups_.erase(group);
  by_path_.erase(known);
}

void LinkNames::renamed(const RelativePath& from, const RelativePath& to) {
  if (from == to || to.is_within(from)) return;
  std::vector<std::pair<RelativePath, Identity>> moved;
  // Names such as "from-2" and "from.txt" come between "from" and what is below it.
  for (auto each = by_path_.lower_bound(from);
       each != by_path_.end() && each->first.text().starts_with(from.text()); ++each)
    if (each->first.is_within(from)) moved.emplace_back(*each);
  for (const auto& [path, identity] : moved) erase(path);
  for (const auto& [path, identity] : moved)
    add(identity, RelativePath(to.text() + path.text().substr(from.text().size())));
}

void LinkNames::erase_single() {
  for (auto group = groups_.begin(); group != groups_.end();) {
    if (group->second.size() > 1) {
      ++group;
      continue;
    }
    by_path_.erase(by_path_.find(**group->second.begin()));
    group = groups_.erase(group);
  }
}

std::vector<RelativePath> LinkNames::others(const Identity& identity,
                                            const RelativePath& path) const {
  std::vector<RelativePath> others;
  const auto group = groups_.find(identity);
  if (group == groups_.end()) return others;
  for (const RelativePath* const name : group->second)
    if (*name != path) others.push_back(*name);
  std::ranges::sort(others);
  return others;
}

std::vector<std::string> LinkNames::names_of(const Identity& identity) const {
  std::vector<std::string> names;
  const auto group = groups_.find(identity);
  if (group == groups_.end()) return names;
  for (const RelativePath* const path : group->second) names.push_back(path->text());
  return names;
}

std::vector<std::string> LinkNames::names_beside(const RelativePath& path) const {
  const auto found = by_path_.find(path);
  return found == by_path_.end() ? std::vector<std::string>() : names_of(found->second);
}

}  // namespace lockstep
