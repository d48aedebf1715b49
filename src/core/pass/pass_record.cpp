// What a pass leaves on record, and what the record says of it: which folders are still foreign,
// which mounts are to be missed.
#include <algorithm>
#include <iterator>

#include "base/relative_path.h"
#include "core/pass/pass_stages.h"
#include "core/decide/trust.h"

namespace lockstep {
namespace {

using Paths = std::vector<std::string>;

Paths sorted(Paths paths) {
  std::ranges::sort(paths);
  return paths;
}

// Both sorted.
Paths united(const Paths& left, const Paths& right) {
  Paths all;
  std::set_union(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(all));
  return all;
}

using MountedVolumes = std::map<std::string, std::string>;

// Did the pass take back a limit of attributes? What was left out for it is the same since, and no
// time tells that it is to be set.
bool took_back_a_limit(const std::map<std::string, Capabilities>& known,
                       const std::map<std::string, Capabilities>& learnt) {
  return std::ranges::any_of(known, [&learnt](const auto& volume) {
    const auto now = learnt.find(volume.first);
    if (now == learnt.end()) return false;
    const AttributeSpace& before = volume.second.attribute_space;
    const AttributeSpace& after = now->second.attribute_space;
    return after.refused_one > before.refused_one || after.refused_all > before.refused_all;
  });
}

// What was not let through leaves the volumes that are known: another one is to be held again.
MountedVolumes with(MountedVolumes known, const MountedVolumes& seen, bool let_through) {
  for (const auto& [path, identity] : seen) {
    if (let_through) known.insert_or_assign(path, identity);
    known.emplace(path, identity);
  }
  return known;
}

// Is the path one of these folders, which are sorted, or below one?
bool lies_within(RelativePath path, const Paths& folders) {
  for (;; path = path.parent()) {
    if (std::ranges::binary_search(folders, path.text())) return true;
    if (path.is_root()) return false;
  }
}

// If more folders than this were not looked into, all of the replica stays foreign.
constexpr std::size_t kMostUnseenKept = 1'000;

}  // namespace

PassStages::Foreign PassStages::count_foreign() {
  if (input.record == nullptr || input.record->unseen.empty()) return {};
  Foreign foreign;
  const auto count = [&](const auto& operations, auto counts, auto held) {
    for (const auto& operation : operations) {
      if (!counts(operation) ||
          !lies_within(operation.folder->path().child(operation.name), input.record->unseen))
        continue;
      ++foreign.entries;
      foreign.bytes += bytes_held_by(held(operation));
    }
  };
  const auto is_newer = [](const auto& operation) { return operation.replaces_newer(); };
  const auto is_leaf = [](const Removal& removal) { return removal.is_counted_leaf(); };
  const auto of_replica = [](const auto& operation) -> const Entry& { return operation.replica; };
  const Plan& plan = builder.plan();
  count(plan.removals, is_leaf, of_replica);
  count(plan.updates, is_newer, of_replica);
  count(plan.creations, is_newer,
        [](const Creation& creation) -> const Entry& { return *creation.replaces; });
  return foreign;
}

// What a first pass could not look into, or a later one neither.
Paths PassStages::still_unseen(const GuardVerdict& verdict) const {
  Paths now = report.unseen_paths();
  if (is_first_pass()) return now;
  const Paths& known = input.record->unseen;
  if (!verdict.asked || verdict.hold_removals || context.stopping()) return known;
  Paths still;
  std::ranges::copy_if(known, std::back_inserter(still), [&now](const std::string& path) {
    return lies_within(RelativePath(path), now);
  });
  std::erase_if(
      now, [&known](const std::string& path) { return !lies_within(RelativePath(path), known); });
  return united(still, now);
}

// A pass that stays on the source's volume does not enter others: what was mounted below those, and
// which volumes they all were, stays on record.
void PassStages::keep_mounts_not_entered(PairRecord& next) const {
  if (policy.volumes != Volumes::stay_on_source_volume || input.record == nullptr) return;
  const PairRecord& before = *input.record;
  const Paths not_entered = next.nested_mounts;
  const auto below = [&not_entered](Paths known) {
    std::erase_if(
        known, [&](const std::string& mount) { return !is_within_any(mount, not_entered); });
    return known;
  };
  next.nested_mounts = united(next.nested_mounts, below(before.nested_mounts));
  next.replica_mounts = united(next.replica_mounts, below(before.replica_mounts));
  const auto keep_identities = [](MountedVolumes& next_ones, const MountedVolumes& known,
                                  const Paths& mounts) {
    for (const auto& [path, identity] : known) {
      if (std::ranges::binary_search(mounts, path)) next_ones.emplace(path, identity);
    }
  };
  keep_identities(next.source_mounted, before.source_mounted, next.nested_mounts);
  keep_identities(next.replica_mounted, before.replica_mounted, next.replica_mounts);
}

// Less what was approved, and let through by a pass that came to its end.
KnownMounts PassStages::mounts_to_be_missed(const GuardVerdict& verdict) const {
  if (!verdict.asked || verdict.hold_removals || context.stopping())
    return known_mounts(input.record, std::nullopt);
  if (policy.approve && report.unseen_paths().empty()) return {};
  return known_mounts(input.record, input.approval);
}

// As long as no pass was ever complete, later ones measure by the first that wrote.
void PassStages::keep_first_pass(PairRecord& next) const {
  if (next.complete_pass_start) return;
  if (!next.first_pass_start) {
    next.first_pass_start = start;
    next.source_root = source_root;
    next.replica_root = replica_root;
  } else if (*next.first_pass_start > start) {
    next.first_pass_start = start.earlier_by(kClockRepair);
  }
}

PairRecord PassStages::next_record(const PassSummary& summary, const GuardVerdict& verdict,
                                   bool complete) {
  PairRecord next = input.record != nullptr ? *input.record : PairRecord();
  if (!next.source_volume.empty() && next.source_volume != source_volume.identity) {
    next.known_source_volumes = united(sorted(next.known_source_volumes),
                                       sorted({next.source_volume, source_volume.identity}));
  }
  next.source_volume = source_volume.identity;
  next.replica_volume = replica_volume.identity;
  next.source_volume_name = source_volume_name;
  next.replica_volume_name = replica_volume_name;
  next.source_folder = source_root.folder;
  next.replica_folder = replica_root.folder;
  next.held_roots.clear();
  next.capabilities = volumes.learnt();
  next.other_source_since =
      !complete && (next.other_source_since || input.after_other_source);
  const bool let_through = verdict.asked && !verdict.hold_removals && !context.stopping();
  next.unseen = still_unseen(verdict);
  next.first_pass_pending =
      is_first_pass() && (!let_through || next.unseen.size() > kMostUnseenKept);
  if (let_through) next.let_through_replica = replica_root.folder;
  // A pass that was cut short before told of nothing, or did not do all that was approved: what the
  // last one held can still be approved.
  const bool cut_short = input.approval && context.stopping();
  if (verdict.asked && !cut_short) {
    next.held_removals = summary.held.removals;
    next.held_newer = verdict.newer_replaced;
    next.held_empty_source = verdict.empty_source;
    next.held_first_pass = verdict.first_pass;
    next.held_lost_mounts = sorted(builder.lost_mounts());
    next.held_changed_mounts = sorted(builder.changed_mounts());
  }
  const bool held_again =
      input.approval && (!verdict.asked || verdict.hold_removals || context.stopping());
  if (held_again) {
    // What was approved was not done: it has to be approved once more, with what was told now.
    next.held_lost_mounts = united(next.held_lost_mounts, input.approval->lost_mounts);
    next.held_changed_mounts = united(next.held_changed_mounts, input.approval->changed_mounts);
  }
  doubts.put_into(next, complete);
  if (next.all_in_doubt_from && (input.record == nullptr || !input.record->all_in_doubt_from)) {
    report.notice(
        "Very many files may have been written to while they were read: the next pass compares by "
        "content all that changed since the first of them did");
  }
  Paths nested_mounts = sorted(std::move(builder.nested_mounts()));
  Paths replica_mounts = sorted(std::move(builder.replica_mounts()));
  if (complete) {
    next.replica_mounts = std::move(replica_mounts);
    next.replica_mounts_complete = true;
    next.complete_pass_start = start;
    next.complete_pass_end = Timestamp::from(input.clock->now());
    next.first_pass_start.reset();
    next.source_root = source_root;
    next.replica_root = replica_root;
    next.complete_pass_was_idle = summary.changed_nothing();
    next.policy_fingerprint = policy.fingerprint;
    // By another policy's pass nothing is trusted: all attributes are compared once more.
    if (input.record != nullptr && took_back_a_limit(input.record->capabilities, next.capabilities))
      next.policy_fingerprint += " before a limit was taken back";
    next.nested_mounts = std::move(nested_mounts);
    next.source_mounted = builder.source_mounted();
    next.replica_mounted = builder.replica_mounted();
    next.left_out = PairRecord::LeftOut{
        policy.filter.patterns(), policy.volumes == Volumes::stay_on_source_volume};
    keep_mounts_not_entered(next);
  } else {
    keep_first_pass(next);
    // What this pass did not come to see may still be mounted; what it saw is known from now on.
    const KnownMounts known = mounts_to_be_missed(verdict);
    std::erase_if(replica_mounts, [&](const std::string& mount) {
      return held_again && is_within_any(mount, input.approval->changed_mounts);
    });
    next.nested_mounts = united(known.source, nested_mounts);
    next.replica_mounts = united(known.replica, replica_mounts);
    next.source_mounted = with(next.source_mounted, builder.source_mounted(), let_through);
    next.replica_mounted = with(next.replica_mounted, builder.replica_mounted(), let_through);
  }
  return next;
}

}  // namespace lockstep
