#include "core/pass/pass.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "core/change/apply.h"
#include "core/decide/guard_question.h"
#include "core/pass/partial_plan.h"
#include "core/pass/tree_comparison.h"

namespace lockstep {
namespace {

// Limits the batches: two of them must fit, beside the folders' handles, into the files that this
// process may have open.
Publisher::Limits batch_limits(const PassInput& input) {
  Publisher::Limits limits;
  limits.files = std::clamp<std::size_t>(input.resources.open_files / 6, 8, limits.files);
  return limits;
}

template <typename T, typename Predicate>
std::vector<T> take_if(std::vector<T>& list, Predicate predicate) {
  const auto rest = std::stable_partition(list.begin(), list.end(),
                                          [&predicate](const T& item) { return !predicate(item); });
  std::vector<T> taken(std::make_move_iterator(rest), std::make_move_iterator(list.end()));
  list.erase(rest, list.end());
  return taken;
}

class Pass {
 public:
  Pass(const PassInput& input, std::stop_token stop)
      : comparison_(input, PassKind::mirror, std::move(stop)),
        apply_(comparison_.context(), comparison_.builder().hard_links, batch_limits(input)) {}

  PassOutcome run() {
    PassOutcome outcome = mirror();
    progress().phase = Progress::Phase::idle;
    return outcome;
  }

 private:
  [[nodiscard]] const PassInput& input() const { return comparison_.input(); }
  [[nodiscard]] Progress& progress() { return *input().progress; }
  [[nodiscard]] bool stopping() const { return comparison_.context().stopping(); }

  PassOutcome mirror() {
    progress().phase = Progress::Phase::comparing;
    if (const auto checked = comparison_.check_roots(); !checked)
      return unavailable(checked.error());
    comparison_.compare(
        [this] {
          if (may_change()) apply_some();
        },
        [this](const Pair& folder) { return may_change() && apply_.open_up(folder); });
    if (const auto& failed = comparison_.builder().root_failure(); failed)
      return unavailable(*failed);
    if (!stopping()) comparison_.match_renames();
    if (stopping()) {
      apply_.close_again();
      return finished({});
    }
    if (!may_change()) return unavailable(*comparison_.builder().root_failure());
    removals_wait_ = partial() != nullptr && leave_over_removals(comparison_, *partial());
    leave_over_incomplete_groups();
    GuardVerdict verdict = comparison_.ask_guard();
    held_removals_ = counted_removals(comparison_.plan()).entries;
    if (is_held_by_full_pass()) verdict.hold_removals = verdict.hold_replacements = true;
    carry_out(verdict);
    return finished(verdict);
  }

  [[nodiscard]] const PartialPass* partial() const { return comparison_.context().partial; }
  [[nodiscard]] bool is_held_by_full_pass() const {
    return partial() != nullptr && partial()->is_held;
  }

  // New folders have told of more names since the walk.
  LinkDecisions resolve_links() {
    leave_over_incomplete_groups();
    return comparison_.resolve_links();
  }
  void leave_over_incomplete_groups() {
    if (partial() == nullptr) return;
    const auto removals =
        removals_wait_ || partial()->is_held ? RemovalsAre::not_made : RemovalsAre::made;
    wants_full_pass_ =
        lockstep::leave_over_incomplete_groups(comparison_, *partial(), removals) ||
        wants_full_pass_;
  }

  // Returns false if the caller forbids any change: the walk and the pass end with its reason.
  [[nodiscard]] bool may_change() {
    const auto& ask = input().before_changes;
    if (ask && !std::exchange(asked_, true)) {
      if (const auto allowed = ask(); !allowed) comparison_.builder().root_failed(allowed.error());
    }
    return !comparison_.builder().root_failure();
  }

  // Carries out the operations that need no verdict and can't be part of a rename any more, when
  // the plan has outgrown the window.
  void apply_some() {
    comparison_.let_workers_grow(TreeComparison::Work::changing);
    Plan& plan = comparison_.plan();
    apply_.take_rights(plan.folder_repairs);
    std::vector<Update> updates =
        take_if(plan.updates, [](const Update& update) { return !update.replaces_newer(); });
    std::vector<Creation> creations = take_if(plan.creations, [](const Creation& creation) {
      return !creation.after_removals && !creation.replaces_newer();
    });
    std::vector<Repair> repairs;
    repairs.swap(plan.repairs);
    change_what_needs_no_removal(creations, std::move(updates), std::move(repairs));
    comparison_.let_workers_grow(TreeComparison::Work::looking);
  }

  void change_what_needs_no_removal(std::vector<Creation>& creations, std::vector<Update> updates,
                                    std::vector<Repair> repairs) {
    count_planned(creations, updates);
    apply_.create_folders(creations);
    apply_.create_and_update(std::move(creations), std::move(updates));
    flush_before_times(repairs);
    apply_.repair(std::move(repairs));
  }

  // Flushes volumes before times are set: content that was read and found equal may not have
  // reached the disk yet, and a time that vouches for it must not be there first.
  void flush_before_times(std::vector<Repair>& repairs) {
    if (comparison_.policy().durability == Durability::none) return;
    const auto vouches = [](const Repair& repair) {
      return repair.changes.modified && repair.source.kind == EntryKind::file;
    };
    std::map<std::uint64_t, bool> flushed;  // by device
    std::erase_if(repairs, [&](const Repair& repair) {
      if (!vouches(repair)) return false;
      const auto [place, is_new] = flushed.try_emplace(repair.folder->replica_device(), true);
      if (is_new) place->second = apply_.flush_volume_of(repair.folder);
      return !place->second;
    });
  }

  void carry_out(const GuardVerdict& verdict) {
    progress().phase = Progress::Phase::applying;
    comparison_.let_workers_grow(TreeComparison::Work::changing);
    Plan& plan = comparison_.plan();
    const auto is_newer = [](const auto& operation) { return operation.replaces_newer(); };
    if (verdict.hold_replacements) {
      static_cast<void>(take_if(plan.updates, is_newer));
      static_cast<void>(take_if(plan.creations, is_newer));
    }
    std::vector<Creation> after_removals =
        take_if(plan.creations, [](const Creation& creation) { return creation.after_removals; });
    std::vector<Removal> removals = std::move(plan.removals);
    plan.removals.clear();

    apply_.take_rights(plan.folder_repairs);
    apply_.create_folders(plan.creations);
    const std::vector<Rename> refused = apply_.carry_out_renames(plan);
    const bool old_names_wait = are_too_many(removals, refused);
    change_what_needs_no_removal(plan.creations, std::move(plan.updates), std::move(plan.repairs));
    LinkDecisions links = resolve_links();
    if (verdict.hold_replacements) links.hold_replacements();
    LinkDecisions links_after_removals;
    links_after_removals.creations =
        take_if(links.creations, [](const Creation& creation) { return creation.after_removals; });
    if (removals_wait_) links_after_removals.creations.clear();
    flush_before_times(links.repairs);
    apply_.link(std::move(links));

    if (!verdict.hold_removals && !stopping()) {
      progress().phase = Progress::Phase::removing;
      for (const Rename& rename : refused) {
        if (old_names_wait || !apply_.is_copied(rename)) {
          rename.from_folder->retain();
        } else {
          removals.insert(removals.end(), rename.removals.begin(), rename.removals.end());
        }
      }
      progress().removals_planned = removals.size();
      if (input().before_removals) input().before_removals();
      apply_.carry_out_removals(std::move(removals));
      apply_.create_and_update(std::move(after_removals), {});
      apply_.link(std::move(links_after_removals));
    }
    apply_.retry_without_space();
    // The folders that the retry made have told of more names.
    if (!stopping()) apply_.link_what_was_retried(resolve_links());
    progress().phase = Progress::Phase::finishing;
    // See Walk::saw_nested_mount.
    if (comparison_.policy().volumes == Volumes::stay_on_source_volume)
      apply_.nested_mounts().clear();
    apply_.close_again();
    apply_.finish_folders(plan.folder_repairs);
    apply_.flush();
  }

  // True if the removals of renames that were refused, which the guard did not count, are too many
  // together with the others: then they wait for the next pass.
  bool are_too_many(std::vector<Removal>& removals, const std::vector<Rename>& refused) {
    if (refused.empty()) return false;
    const std::size_t known = removals.size();
    for (const Rename& rename : refused)
      removals.insert(removals.end(), rename.removals.begin(), rename.removals.end());
    std::vector<Removal>& asked = comparison_.plan().removals;
    asked.swap(removals);
    const bool too_many = comparison_.ask_guard().hold_removals;
    asked.swap(removals);
    removals.erase(removals.begin() + static_cast<std::ptrdiff_t>(known), removals.end());
    return too_many;
  }

  void count_planned(const std::vector<Creation>& creations, const std::vector<Update>& updates) {
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
    const auto count = [&](const auto& operation) {
      if (operation.source.kind != EntryKind::file || operation.link_to) return;
      ++files;
      bytes += operation.source.size;
    };
    std::for_each(creations.begin(), creations.end(), count);
    std::for_each(updates.begin(), updates.end(), count);
    progress().files_planned += files;
    progress().bytes_planned += bytes;
  }

  PassOutcome unavailable(const Error& error) {
    PassOutcome outcome;
    outcome.summary = comparison_.unavailable_summary(error);
    const PairRecord* const record = input().memory.record;
    const std::vector<std::string>& findings = comparison_.root_findings();
    if (record != nullptr && !findings.empty() && findings != record->held.roots) {
      outcome.record = *record;
      outcome.record->held.roots = findings;
    }
    return outcome;
  }

  PassOutcome finished(const GuardVerdict& verdict) {
    PassOutcome outcome;
    PassSummary& summary = outcome.summary;
    summary = comparison_.report().summary();
    summary.held = hold_of(verdict, held_removals_);
    if (!verdict.go()) summary.result = PassResult::held;
    const bool complete = partial() == nullptr && summary.result == PassResult::ok &&
                          comparison_.report().saw_everything() && !stopping();
    if (stopping()) summary.result = PassResult::cancelled;
    for (const auto& [path, volume] : apply_.nested_mounts())
      comparison_.builder().add_source_mount(path, volume);
    outcome.record = comparison_.next_record(summary, verdict, complete);
    outcome.folders = next_folders(complete);
    outcome.removed_leaves = apply_.removed_leaves();
    outcome.leftovers = comparison_.report().leftovers();
    if (partial() != nullptr) {
      outcome.wants_full_pass = wants_full_pass_;
    } else {
      outcome.totals = comparison_.totals_after(summary, outcome.removed_leaves);
    }
    if (input().approval && stopping()) {
      // The rest of the approval is for the pass that goes on with it.
      std::uint64_t& left = outcome.record->held.removals;
      left -= std::min(left, outcome.removed_leaves);
    }
    return outcome;
  }

  // Returns the folders to be on record, which only a full pass knows. One that was cut short did not come to see most
  // folders: if only its few were on record, all the rest would count as others.
  std::optional<FolderIdentities> next_folders(bool complete) {
    if (partial() != nullptr) return std::nullopt;
    if (complete) return comparison_.seen_folders().next();
    const PairRecord* const record = input().memory.record;
    if (stopping() || (record != nullptr && record->complete_pass.start)) return std::nullopt;
    return comparison_.seen_folders().next_without_complete_pass();
  }

  TreeComparison comparison_;
  Apply apply_;
  bool wants_full_pass_ = false;  // see PassOutcome
  bool removals_wait_ = false;  // see leave_over_removals
  bool asked_ = false;  // PassInput::before_changes
  std::uint64_t held_removals_ = 0;
};

}  // namespace

PassOutcome run_pass(const PassInput& input, std::stop_token stop) {
  Pass pass(input, std::move(stop));
  const WorkerPool::EndOfTasks end_of_tasks(*input.resources.pool);
  return pass.run();
}

}  // namespace lockstep
