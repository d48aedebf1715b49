#include "core/decide/next_record.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/decide/guard_question.h"
#include "core/decide/known_mounts.h"
#include "core/decide/trust.h"

namespace lockstep {
namespace {

// If more folders than this were not looked into, all of the replica stays foreign.
constexpr std::size_t kMostUnreadKept = 1'000;

// True if the pass took back a limit of attributes. Entries whose attributes were left out for it
// have not changed since, and no time tells that these are to be set.
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

// Adds the mounts that a pass saw to those that are known. The volume of a known one becomes the
// one that was seen only if the pass was let through: another volume is to be held again.
Mounts merge_seen(Mounts known, const Mounts& seen, bool let_through) {
  for (const auto& [path, identity] : seen) {
    const auto [mount, is_new] = known.emplace(path, identity);
    const bool replaces = mount->second.empty() || let_through;
    if (!is_new && replaces && !identity.empty()) mount->second = identity;
  }
  return known;
}

// Gives a mount whose volume this pass could not tell the one that is known of it: forgotten,
// another volume in its place would be taken for the same.
void keep_known_volumes(Mounts& next, const Mounts& known) {
  for (auto& [path, identity] : next) {
    const auto mount = known.find(path);
    if (identity.empty() && mount != known.end()) identity = mount->second;
  }
}

// Adds those of the known mounts that lie at or below one of these.
void keep_mounts_below(const Mounts& not_entered, const Mounts& known, Mounts& next) {
  for (const auto& [path, identity] : known) {
    const bool is_below = std::ranges::any_of(not_entered, [&path = path](const auto& mount) {
      return RelativePath(path).is_within(RelativePath(mount.first));
    });
    if (is_below) next.emplace(path, identity);
  }
}

// Builds one pair's next record from the one before.
class NextRecord {
 public:
  NextRecord(const PassTerms& terms, const PassEnd& end, const PassLessons& lessons)
      : terms_(terms),
        end_(end),
        lessons_(lessons),
        is_first_pass_(lockstep::is_first_pass(terms.record, lessons.roots.replica.record.folder)),
        let_through_(end.verdict.asked && !end.verdict.hold_removals && !end.stopped),
        next_(terms.record != nullptr ? *terms.record : PairRecord()) {}

  [[nodiscard]] PairRecord build() {
    note_roots();
    next_.capabilities = lessons_.capabilities;
    next_.in_doubt = lessons_.in_doubt;
    next_.other_source_since =
        !end_.complete && (next_.other_source_since || terms_.after_other_source);
    note_first_pass();
    note_held();
    if (end_.complete) {
      note_complete_pass();
    } else {
      keep_first_pass();
      keep_known_mounts();
    }
    keep_volumes();
    return std::move(next_);
  }

 private:
  void note_roots() {
    const RootsFacts& roots = lessons_.roots;
    TreeRecord& source = next_.source;
    if (!source.volume.empty() && source.volume != roots.source.volume.identity) {
      next_.known_source_volumes =
          united(sorted(next_.known_source_volumes),
                 sorted({source.volume, roots.source.volume.identity}));
    }
    const auto note = [](TreeRecord& tree, const RootFacts& root) {
      tree.volume = root.volume.identity;
      tree.volume_name = root.volume_name;
      tree.folder = root.record.folder;
    };
    note(source, roots.source);
    note(next_.replica, roots.replica);
  }

  void note_compared_roots() {
    next_.source.compared = lessons_.roots.source.record;
    next_.replica.compared = lessons_.roots.replica.record;
  }

  void note_first_pass() {
    FirstPassRecord& first = next_.first_pass;
    first.unread_folders = still_unread();
    first.pending =
        is_first_pass_ && (!let_through_ || first.unread_folders.size() > kMostUnreadKept);
    if (let_through_) first.accepted_replica = lessons_.roots.replica.record.folder;
  }

  // Returns the folders that no pass could look into so far.
  [[nodiscard]] Paths still_unread() const {
    Paths now = lessons_.unread_folders;
    if (is_first_pass_) return now;
    const Paths& known = terms_.record->first_pass.unread_folders;
    if (!let_through_) return known;
    Paths still;
    std::ranges::copy_if(known, std::back_inserter(still), [&now](const std::string& path) {
      return is_within_sorted(RelativePath(path), now);
    });
    std::erase_if(now, [&known](const std::string& path) {
      return !is_within_sorted(RelativePath(path), known);
    });
    return united(still, now);
  }

  // True if a request to let something through was not fulfilled.
  [[nodiscard]] bool is_held_again() const { return terms_.approval && !let_through_; }

  void note_held() {
    const GuardVerdict& verdict = end_.verdict;
    Held& held = next_.held;
    held.roots.clear();
    // A pass that was cut short reported nothing, or did not do all that was approved: what the one
    // before it held can still be approved.
    const bool cut_short = terms_.approval && end_.stopped;
    if (verdict.asked && !cut_short) {
      held = {.removals = end_.summary.held.removals,
              .newer = verdict.newer_replaced,
              .empty_source = verdict.empty_source,
              .first_pass = verdict.first_pass,
              .lost_mounts = sorted(lessons_.findings.lost_mounts),
              .changed_mounts = sorted(lessons_.findings.changed_mounts)};
    }
    if (!is_held_again()) return;
    // The approved changes were not made: they have to be approved once more, together with those
    // that were told now.
    held.lost_mounts = united(held.lost_mounts, terms_.approval->lost_mounts);
    held.changed_mounts = united(held.changed_mounts, terms_.approval->changed_mounts);
  }

  void note_complete_pass() {
    const MirrorPolicy& policy = terms_.policy;
    note_compared_roots();
    next_.first_pass.start.reset();
    CompletePassRecord& complete = next_.complete_pass;
    complete = {.start = end_.start,
                .end = end_.end,
                .was_idle = end_.summary.changed_nothing(),
                .policy_fingerprint = policy.fingerprint,
                .left_out = LeftOutRecord{policy.filter.patterns(),
                                          policy.volumes == Volumes::stay_on_source_volume},
                .found_replica_mounts = true};
    // The fingerprint becomes one of no policy, so that nothing is trusted: all attributes are
    // compared once more.
    if (terms_.record != nullptr &&
        took_back_a_limit(terms_.record->capabilities, next_.capabilities))
      complete.policy_fingerprint += " before a limit was taken back";
    next_.source.mounts = lessons_.findings.source_mounts;
    next_.replica.mounts = lessons_.findings.replica_mounts;
    keep_mounts_not_entered();
  }

  // Keeps on record what was mounted below volumes of the source that a pass did not enter because
  // it stays on the source's volume, and which volumes they all were.
  void keep_mounts_not_entered() {
    if (terms_.policy.volumes != Volumes::stay_on_source_volume || terms_.record == nullptr)
      return;
    const Mounts not_entered = next_.source.mounts;
    keep_mounts_below(not_entered, terms_.record->source.mounts, next_.source.mounts);
    keep_mounts_below(not_entered, terms_.record->replica.mounts, next_.replica.mounts);
  }

  void keep_volumes() {
    if (terms_.record == nullptr) return;
    keep_known_volumes(next_.source.mounts, terms_.record->source.mounts);
    keep_known_volumes(next_.replica.mounts, terms_.record->replica.mounts);
  }

  // Keeps the start of the first pass that wrote: as long as no pass was ever complete, later ones
  // measure by it.
  void keep_first_pass() {
    if (next_.complete_pass.start) return;
    std::optional<Timestamp>& first = next_.first_pass.start;
    if (!first) {
      first = end_.start;
      note_compared_roots();
    } else if (*first > end_.start) {
      first = end_.start.earlier_by(kClockRepair);
    }
  }

  // Keeps the mounts that a pass which is not complete did not come to see: they may still be
  // there. The ones that it saw are known from now on.
  void keep_known_mounts() {
    const KnownMounts known = mounts_to_be_missed();
    Mounts in_replica = lessons_.findings.replica_mounts;
    std::erase_if(in_replica, [this](const auto& mount) {
      return is_held_again() && is_within_any(mount.first, terms_.approval->changed_mounts);
    });
    next_.source.mounts =
        merge_seen(known.source, lessons_.findings.source_mounts, let_through_);
    next_.replica.mounts = merge_seen(known.replica, in_replica, let_through_);
    keep_mounts_not_entered();
  }

  // Returns the mounts that the next pass must expect: those on record, minus changes that were
  // approved and let through by a pass that came to its end.
  [[nodiscard]] KnownMounts mounts_to_be_missed() const {
    if (!let_through_) return known_mounts(terms_.record, std::nullopt);
    if (terms_.policy.approve && lessons_.unread_folders.empty()) return {};
    return known_mounts(terms_.record, terms_.approval);
  }

  const PassTerms& terms_;
  const PassEnd& end_;
  const PassLessons& lessons_;
  const bool is_first_pass_;
  const bool let_through_;
  PairRecord next_;
};

}  // namespace

PairRecord next_record(const PassTerms& terms, const PassEnd& end, const PassLessons& lessons) {
  return NextRecord(terms, end, lessons).build();
}

PairRecord record_after_partial_pass(const PairRecord& record, const PassEnd& end,
                                     const PassLessons& lessons) {
  PairRecord next = record;
  next.capabilities = lessons.capabilities;
  next.in_doubt = lessons.in_doubt;
  // A mount whose change is held is known as it was: the full pass that follows is to hold it, too.
  if (!end.verdict.asked || end.verdict.hold_removals || end.stopped) return next;
  next.source.mounts = merge_seen(record.source.mounts, lessons.findings.source_mounts, false);
  next.replica.mounts = merge_seen(record.replica.mounts, lessons.findings.replica_mounts, false);
  return next;
}

}  // namespace lockstep
