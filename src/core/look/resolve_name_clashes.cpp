#include "core/look/resolve_name_clashes.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "core/decide/possible_names.h"
#include "core/decide/spelling.h"

namespace lockstep {
namespace {

bool has(const Listing& listing, Name name) {
  return std::ranges::binary_search(listing.entries, name, {}, &Entry::name);
}

// Tells whether the folder finds `name` by its letters in other case; none if this name can't tell.
std::optional<bool> ignores_case(const Directory& folder, Name name, const Identity& identity) {
  const std::string other = in_other_letters(name);
  if (other == name) return std::nullopt;
  const auto found = folder.examine_child(other);
  if (found) return found->identity == identity;
  return found.error().kind() == ErrorKind::not_found ? std::optional(false) : std::nullopt;
}

std::optional<bool> ignores_case(const Directory& folder, const Listing& listing) {
  for (const Entry& entry : listing.entries) {
    if (has(listing, in_other_letters(entry.name))) {
      if (in_other_letters(entry.name) == entry.name) continue;
      return false;
    }
    if (const auto answer = ignores_case(folder, entry.name, entry.identity)) return answer;
  }
  return std::nullopt;
}

// Tells it by the name of the folder itself, or of one above it: a new folder takes after the one
// it is made in.
std::optional<bool> ignores_case(const Pair& folder) {
  for (const Pair* pair = &folder; pair->parent(); pair = pair->parent().get()) {
    if (pair->replica_entry.mount_point) return std::nullopt;
    const auto above = pair->parent()->replica();
    if (!above) continue;
    const auto itself = (*above)->examine_child(pair->name());
    if (!itself) continue;
    if (const auto answer = ignores_case(**above, pair->name(), itself->identity)) return answer;
  }
  return std::nullopt;
}

class NameClashes {
 public:
  NameClashes(Listing& in_source, const Pair& folder, VolumeState& volume, const Context& context)
      : in_source_(in_source), folder_(folder), volume_(volume), context_(context) {}

  void take_out_impossible(const Listing* in_replica) {
    const NameRules& rules = volume_.volume().names;
    for (const Entry& entry : in_source_.entries) {
      const auto why = why_not_possible(entry.name, rules);
      // A name that is there all the same is possible.
      if (!why || entry.kind == EntryKind::other || (in_replica && has(*in_replica, entry.name)))
        continue;
      take_out(entry.name, Error(ErrorKind::name_not_possible, *why));
    }
    forget_taken_out();
  }

  void take_out(Name name, const Error& error) {
    context_.report.problem("create", Side::replica, folder_.path().child(name).text(),
                            error);
    taken_out_.insert(name);
  }

  void lost(Name name, Name winner) {
    take_out(name, Error(ErrorKind::already_exists,
                         fmt::format("the replica's volume takes this name for '{}', which is "
                                     "mirrored instead",
                                     winner)));
  }

  // Chooses among names that nothing in the replica answers to: on a volume that ignores case the
  // first of those that differ in nothing else gets its entry.
  template <typename IgnoresCase>
  void choose_among(const std::vector<const Entry*>& unclaimed, IgnoresCase answer) {
    std::map<std::string, Name> winners;
    for (const Entry* entry : unclaimed) {
      if (entry->unreadable || entry->kind == EntryKind::other || context_.leaves_out(*entry))
        continue;
      const auto [winner, is_first] =
          winners.try_emplace(in_small_letters(entry->name), entry->name);
      if (!is_first && answer()) lost(entry->name, winner->second);
    }
  }

  // Removes them from the listing; to be called when nothing points into it any more.
  void forget_taken_out() {
    if (taken_out_.empty()) return;
    const auto is_taken_out = [this](const auto& item) { return taken_out_.contains(item.name); };
    std::erase_if(in_source_.failures, is_taken_out);
    std::erase_if(in_source_.entries, is_taken_out);
    taken_out_.clear();
  }

  // Learns and returns whether case is ignored. `asked` is the answer of names that were looked up;
  // if there is none, the volume's own knowledge counts.
  bool learn(std::optional<bool> asked) {
    if (asked) volume_.learn_case(*asked);
    return asked.value_or(volume_.volume().ignores_case || !volume_.capabilities().case_sensitive);
  }

 private:
  Listing& in_source_;
  const Pair& folder_;
  VolumeState& volume_;
  const Context& context_;
  // The bytes of the names belong to the listing's arena, not to its entries.
  std::set<Name> taken_out_;
};

// Finds entries of a group by what they are: a group may hold all names of a folder (those of one
// length in Chinese, say). The index is made when something is looked for.
class IdentityIndex {
 public:
  explicit IdentityIndex(const std::vector<const Entry*>& entries) : entries_(entries) {}

  // Returns the entry that `name` was found to be; of hard links the one whose name is nearest.
  const Entry* find(const Entry& found, Name name) {
    if (!indexed_) {
      for (const Entry* entry : entries_) index_.emplace(entry->identity, entry);
      indexed_ = true;
    }
    const Entry* match = nullptr;
    const auto distance = [wanted = in_small_letters(name)](const Entry* entry) {
      return std::pair(in_small_letters(entry->name) != wanted, entry->name);
    };
    const auto [first, last] = index_.equal_range(found.identity);
    for (auto each = first; each != last; ++each) {
      if (match == nullptr || distance(each->second) < distance(match)) match = each->second;
    }
    return match;
  }

  void forget(const Entry* entry) {
    const auto [first, last] = index_.equal_range(entry->identity);
    for (auto each = first; each != last; ++each) {
      if (each->second != entry) continue;
      index_.erase(each);
      return;
    }
  }

 private:
  const std::vector<const Entry*>& entries_;
  std::unordered_multimap<Identity, const Entry*, IdentityHash> index_;
  bool indexed_ = false;
};

}  // namespace

ResolvedNames resolve_name_clashes(Listing in_source, Listing in_replica, const OpenPair& folders,
                                   const Context& context) {
  OtherSpellings others;
  std::vector<Rename> respellings;
  NameClashes clashes(in_source, *folders.pair, folders.volume, context);
  clashes.take_out_impossible(&in_replica);
  // The source's name for each of the replica's entries.
  std::unordered_map<const Entry*, Name> respelt;
  std::optional<bool> ignores;
  const auto ask = [&] {
    if (!ignores) {
      auto answer = ignores_case(folders.replica, in_replica);
      if (!answer) answer = ignores_case(*folders.pair);
      ignores = clashes.learn(answer);
    }
    return *ignores;
  };
  for (const Spellings& group : find_spellings(in_source.entries, in_replica.entries)) {
    IdentityIndex in_source_group(group.source);
    IdentityIndex in_replica_group(group.replica);
    IdentityIndex free_in_replica(group.replica_alone);
    std::vector<const Entry*> unclaimed;
    for (const Entry* wanted : group.source_alone) {
      const auto found = group.replica.empty() ? Result<Entry>(failure(ErrorKind::not_found))
                                               : folders.replica.examine_child(wanted->name);
      const Entry* const there = found ? free_in_replica.find(*found, wanted->name) : nullptr;
      if (there != nullptr) {
        free_in_replica.forget(there);
        respelt.emplace(there, wanted->name);
        const bool case_alone = in_small_letters(wanted->name) == in_small_letters(there->name);
        if (case_alone) clashes.learn(true);
        if (wanted->unreadable || there->unreadable || wanted->kind == EntryKind::other ||
            !folders.volume.keeps_spelling(case_alone) || context.leaves_out(*wanted))
          continue;
        respellings.push_back({.from_folder = folders.pair,
                               .from_name = std::string(there->name),
                               .to_folder = folders.pair,
                               .to_name = std::string(wanted->name),
                               .source = wanted->without_name(),
                               .replica = there->without_name(),
                               .respelling = true});
      } else if (found) {
        const Entry* const taken = in_replica_group.find(*found, wanted->name);
        // It is left alone, or was made just now: its creation will tell.
        if (taken == nullptr) continue;
        const auto winner = respelt.find(taken);
        clashes.lost(wanted->name, winner == respelt.end() ? taken->name : winner->second);
      } else {
        unclaimed.push_back(wanted);
      }
    }
    clashes.choose_among(unclaimed, ask);
    if (group.source.empty()) continue;
    for (const Entry* extra : group.replica_alone) {
      if (respelt.contains(extra)) continue;
      const auto found = folders.source.examine_child(extra->name);
      const Entry* const other = found ? in_source_group.find(*found, extra->name) : nullptr;
      if (other != nullptr && other->link_count == found->link_count)
        others[extra->name] = {other->identity, other->link_count};
    }
  }
  for (const auto& [entry, name] : respelt)
    in_replica.entries[static_cast<std::size_t>(entry - in_replica.entries.data())].name = name;
  if (!respelt.empty()) std::ranges::sort(in_replica.entries, {}, &Entry::name);
  clashes.forget_taken_out();
  return {std::move(in_source), std::move(in_replica), std::move(others), std::move(respellings)};
}

Listing resolve_clashes_of_new_names(Listing in_source, const Pair& folder,
                                     const Context& context) {
  const bool replica_exists = context.roots.replica != nullptr;
  const Directory* const on_volume =
      replica_exists ? context.roots.replica : context.roots.above_replica;
  if (on_volume == nullptr) return in_source;
  NameClashes clashes(in_source, folder, context.volumes.of(folder.replica_device(), *on_volume),
                      context);
  clashes.take_out_impossible(nullptr);
  std::optional<bool> ignores;
  const auto ask = [&] {
    if (!ignores) ignores = clashes.learn(replica_exists ? ignores_case(folder) : std::nullopt);
    return *ignores;
  };
  for (const Spellings& group : find_spellings(in_source.entries, {}))
    clashes.choose_among(group.source, ask);
  clashes.forget_taken_out();
  return in_source;
}

}  // namespace lockstep
