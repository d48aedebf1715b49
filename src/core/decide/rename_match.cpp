#include "core/decide/rename_match.h"

#include <algorithm>
#include <map>
#include <optional>
#include <ranges>
#include <string>
#include <tuple>
#include <unordered_map>

namespace lockstep {
namespace {

// The facts that two files must have in common besides their content: size, seconds, nanoseconds.
using FileKey = std::tuple<std::uint64_t, std::int64_t, std::uint32_t>;
// Nothing can be renamed into another volume of the replica.
template <typename Key>
using OnDevice = std::pair<std::uint64_t, Key>;

FileKey key_of(const Entry& entry) {
  return {entry.size, entry.modified_seconds, entry.modified_nanoseconds};
}

// False for an entry that is removed for a reason of its own, and for a file with further names,
// which would go with it: they may lie outside the replica, or belong to a group that is decided
// apart.
bool may_move(const Removal& removal) {
  return !removal.temporary && !removal.excluded &&
         (removal.is_folder() || removal.replica.link_count == 1);
}

bool has_content(const Entry& entry) { return entry.kind == EntryKind::file && entry.size > 0; }

// One side of the plan as a forest: the children of each folder, by the folder's pair.
class PlanSide {
 public:
  struct Node {
    std::size_t index = 0;
    const std::string* name = nullptr;
    const Entry* entry = nullptr;
    const Pair* contents = nullptr;  // for folders
    bool stays = false;              // no folder with this in it can be moved
  };

  void add(const Pair* folder, Node node) {
    children_[folder].push_back(node);
    if (node.contents != nullptr) folders_.push_back(node);
  }

  void sort() {
    for (auto& [folder, children] : children_) {
      std::sort(children.begin(), children.end(),
                [](const Node& left, const Node& right) { return *left.name < *right.name; });
    }
    std::sort(folders_.begin(), folders_.end(), [](const Node& left, const Node& right) {
      return left.contents->depth() > right.contents->depth();
    });
    for (const Node& folder : folders_) describe(folder);
  }

  [[nodiscard]] const std::vector<Node>& children(const Pair* folder) const {
    static const std::vector<Node> none;
    const auto found = children_.find(folder);
    return found == children_.end() ? none : found->second;
  }
  [[nodiscard]] const std::vector<Node>& folders() const { return folders_; }  // deepest first
  // Returns a text that is equal for trees that are equal as far as inodes tell; empty if there is
  // no content below, or an entry that can't be moved.
  [[nodiscard]] const std::string& description(const Pair* folder) const {
    return descriptions_.at(folder).text;
  }

 private:
  struct Description {
    std::string text;
    bool has_content = false;
    bool stays = false;
  };

  // Describes a folder by its children; a folder below is described by the number of its text,
  // because the whole subtree as text would be quadratic in depth.
  void describe(const Node& folder) {
    Description description;
    for (const Node& child : children(folder.contents)) {
      const Entry& entry = *child.entry;
      description.stays |= child.stays;
      description.text += std::to_string(child.name->size()) + ':' + *child.name + '/';
      description.text += std::to_string(static_cast<int>(entry.kind)) + '/';
      if (child.contents != nullptr) {
        const Description& below = descriptions_.at(child.contents);
        description.text += std::to_string(number(below.text)) + ';';
        description.has_content |= below.has_content;
        description.stays |= below.stays;
      } else {
        description.text += std::to_string(entry.size) + '/' +
                            std::to_string(entry.modified_seconds) + '.' +
                            std::to_string(entry.modified_nanoseconds) + ';';
        description.has_content |= has_content(entry);
      }
    }
    if (!description.has_content || description.stays) description.text.clear();
    descriptions_.emplace(folder.contents, std::move(description));
  }

  static std::size_t number(const std::string& text) { return std::hash<std::string>{}(text); }

  std::unordered_map<const Pair*, std::vector<Node>> children_;
  std::vector<Node> folders_;
  std::unordered_map<const Pair*, Description> descriptions_;
};

PlanSide creations_of(const Plan& plan) {
  PlanSide side;
  for (std::size_t i = 0; i < plan.creations.size(); ++i) {
    const Creation& creation = plan.creations[i];
    if (creation.link_to || creation.after_removals || creation.replaces) continue;
    if (creation.contents && !creation.expanded) continue;
    side.add(creation.folder.get(), {i, &creation.name, &creation.source, creation.contents.get()});
  }
  side.sort();
  return side;
}

PlanSide removals_of(const Plan& plan) {
  PlanSide side;
  for (std::size_t i = 0; i < plan.removals.size(); ++i) {
    const Removal& removal = plan.removals[i];
    const bool stays = !may_move(removal) || (removal.contents && removal.contents->marks.retains);
    side.add(removal.folder.get(),
             {i, &removal.name, &removal.replica, removal.contents.get(), stays});
  }
  side.sort();
  return side;
}

// Keeps the one entry for each key; keys that occur twice have none.
template <typename Key, typename Value>
void add_unique(std::map<Key, std::optional<Value>>& unique, const Key& key, Value value) {
  const auto [place, is_new] = unique.try_emplace(key, value);
  if (!is_new) place->second.reset();
}

// Pairs everything below two folders of one description. Returns false if the descriptions lied
// (their numbers collided).
bool pair_below(const PlanSide& created, const PlanSide& removed, const Pair* to, const Pair* from,
                std::vector<RenameMatch>& below) {
  std::vector<std::pair<const Pair*, const Pair*>> open{{to, from}};
  while (!open.empty()) {
    const auto [new_folder, old_folder] = open.back();
    open.pop_back();
    const auto& news = created.children(new_folder);
    const auto& olds = removed.children(old_folder);
    if (news.size() != olds.size()) return false;
    for (std::size_t i = 0; i < news.size(); ++i) {
      const bool agree =
          *news[i].name == *olds[i].name && news[i].entry->kind == olds[i].entry->kind &&
          (news[i].contents != nullptr || key_of(*news[i].entry) == key_of(*olds[i].entry));
      if (!agree) return false;
      below.push_back({news[i].index, olds[i].index});
      if (news[i].contents != nullptr) open.emplace_back(news[i].contents, olds[i].contents);
    }
  }
  return true;
}

}  // namespace

RenameCandidates find_renames(const Plan& plan) {
  RenameCandidates candidates;
  const PlanSide created = creations_of(plan);
  const PlanSide removed = removals_of(plan);
  std::vector<bool> creation_used(plan.creations.size());
  std::vector<bool> removal_used(plan.removals.size());

  using FolderKey = OnDevice<std::string>;
  const auto created_at = [&plan](std::size_t creation) {
    return plan.creations[creation].folder->replica_device();
  };
  const auto removed_at = [&plan](std::size_t removal) {
    return plan.removals[removal].replica.identity.volume;
  };
  std::map<FolderKey, std::optional<PlanSide::Node>> new_folders;
  std::map<FolderKey, std::optional<PlanSide::Node>> old_folders;
  for (const auto& node : created.folders()) {
    add_unique(new_folders, FolderKey(created_at(node.index), created.description(node.contents)),
               node);
  }
  for (const auto& node : removed.folders()) {
    if (node.stays) continue;
    add_unique(old_folders, FolderKey(removed_at(node.index), removed.description(node.contents)),
               node);
  }
  // Goes from the top: a folder renamed whole takes those below it with it.
  for (const auto& node : std::views::reverse(created.folders())) {
    const FolderKey key(created_at(node.index), created.description(node.contents));
    if (key.second.empty() || creation_used[node.index] || !new_folders.at(key)) continue;
    const auto old = old_folders.find(key);
    if (old == old_folders.end() || !old->second || removal_used[old->second->index]) continue;
    FolderMatch match{{node.index, old->second->index}, {}};
    if (!pair_below(created, removed, node.contents, old->second->contents, match.below)) continue;
    creation_used[match.top.creation] = removal_used[match.top.removal] = true;
    for (const RenameMatch& below : match.below)
      creation_used[below.creation] = removal_used[below.removal] = true;
    candidates.folders.push_back(std::move(match));
  }

  std::map<OnDevice<FileKey>, std::optional<std::size_t>> new_files;
  std::map<OnDevice<FileKey>, std::optional<std::size_t>> old_files;
  for (std::size_t i = 0; i < plan.creations.size(); ++i) {
    const Creation& creation = plan.creations[i];
    const bool eligible = !creation.link_to && !creation.after_removals && !creation_used[i];
    if (!eligible || !has_content(creation.source)) continue;
    add_unique(new_files, OnDevice<FileKey>(created_at(i), key_of(creation.source)), i);
  }
  for (std::size_t i = 0; i < plan.removals.size(); ++i) {
    const Removal& removal = plan.removals[i];
    if (!may_move(removal) || removal_used[i] || !has_content(removal.replica)) continue;
    add_unique(old_files, OnDevice<FileKey>(removed_at(i), key_of(removal.replica)), i);
  }
  for (const auto& [key, creation] : new_files) {
    const auto removal = old_files.find(key);
    if (creation && removal != old_files.end() && removal->second) {
      candidates.files.push_back({*creation, *removal->second});
    }
  }
  return candidates;
}

std::vector<RenameMatch> files_of(const FolderMatch& match, const Plan& plan) {
  std::vector<RenameMatch> files;
  std::copy_if(match.below.begin(), match.below.end(), std::back_inserter(files),
               [&plan](const RenameMatch& below) {
                 return has_content(plan.creations[below.creation].source);
               });
  return files;
}

}  // namespace lockstep
