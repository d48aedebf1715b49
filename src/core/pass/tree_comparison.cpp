#include "core/pass/tree_comparison.h"

#include <algorithm>
#include <limits>

#include "core/decide/guard_question.h"
#include "core/decide/root_trust.h"
#include "core/decide/trust.h"
#include "core/look/leave_out.h"
#include "core/look/pair_handles.h"
#include "core/look/renames.h"
#include "core/look/replica_links.h"
#include "core/look/selected_attributes.h"
#include "core/pass/check_roots.h"
#include "core/pass/partial_plan.h"

namespace lockstep {
namespace {

GuardTerms guard_terms(const PassInput& input, const MirrorPolicy& policy) {
  return {.limit = policy.removal_limit,
          .approve = policy.approve,
          .allow_empty_source = policy.allow_empty_source,
          .approved = input.approval,
          .release = input.release};
}

// A pass that only looks carries nothing out, so its walk never stops for that.
std::size_t window_for(const PassInput& input, PassKind kind) {
  return kind == PassKind::mirror ? input.resources.window
                                  : std::numeric_limits<std::size_t>::max();
}

}  // namespace

TreeComparison::TreeComparison(const PassInput& input, PassKind kind, const std::stop_token& stop)
    : input_(input),
      policy_(effective_policy(input, kind)),
      start_(Timestamp::from(input.resources.clock->now())),
      services_(input, policy_, stop),
      context_(make_context(input, policy_, services_, stop, start_)),
      walk_(context_, builder_, window_for(input, kind)) {}

Result<void> TreeComparison::check_roots() {
  // A replica that does not exist counts as a folder that lacks everything.
  Directory& replica =
      input_.roots.replica != nullptr ? *input_.roots.replica : *input_.roots.source;
  root_pair_ = make_root_pair(*input_.roots.source, replica, services_.open_folders);
  auto examined = examine_roots(input_);
  if (!examined) return failure(examined.error());
  roots_ = std::move(*examined);
  const Volume& source = roots_.source.volume;
  root_pair_->source_entry = roots_.source.entry;
  root_pair_->replica_entry = roots_.replica.entry;
  context_.roots.source_renames_change_ctime = source.renames_change_ctime;
  context_.roots.source_ignores_case = source.ignores_case;
  if (!source.remote) context_.roots.local_source_device = roots_.source.entry.identity.volume;
  services_.seen_folders.begin(roots_.source.entry.identity.volume, source);
  const RootsCheck check = lockstep::check_roots(input_, policy_, roots_);
  root_findings_ = check.findings;
  if (!check.objection.empty()) return failure(ErrorKind::changed, check.objection);
  return {};
}

void TreeComparison::let_workers_grow(Work work) {
  // A few names are looked at sooner than a thread starts.
  if (context_.partial != nullptr && !context_.partial->scope->is_whole_folder()) {
    input_.resources.pool->let_grow(0);
    return;
  }
  // This was measured: cold, 16 threads list and examine in a third of the time of one, and more
  // gain nothing on a local disk; if a call takes a millisecond 32 come near to 32 times one.
  constexpr std::size_t kMostOnDisk = 16;
  constexpr std::size_t kMostOnNetwork = 32;
  const std::size_t on_disk = work == Work::looking ? kMostOnDisk : 0;
  const bool remote = roots_.source.volume.remote || roots_.replica.volume.remote;
  input_.resources.pool->let_grow(remote ? kMostOnNetwork : on_disk);
}

void TreeComparison::begin_walk() {
  Pair& pair = *root_pair_;
  if (input_.roots.replica == nullptr) {
    builder_.add(Creation{
        .folder = nullptr, .name = {}, .source = pair.source_entry, .contents = root_pair_});
    return;
  }
  context_.roots.replica_device = pair.replica_entry.identity.volume;
  if (input_.memory.record != nullptr && context_.memory.trust.doubted_from &&
      may_hold_other_contents(roots_, *input_.memory.record))
    context_.memory.trust.doubted_from = kBeforeEverything;
  VolumeState& volume = context_.volume_of(pair.replica_entry, *input_.roots.replica);
  const CompareRules rules = context_.rules(volume);
  pair.found = compare_metadata(pair.source_entry, pair.replica_entry, rules);
  if (attributes_undecided(pair.source_entry, pair.replica_entry, rules)) {
    const auto attributes = read_both(static_cast<const Handle&>(*input_.roots.source),
                                      *input_.roots.replica, context_, volume);
    if (attributes) {
      pair.found.attributes = attributes->differ();
      tell_incomplete(*attributes, {}, services_.report);
    } else {
      services_.report.problem("read the attributes of", Side::source, {},
                               attributes.error());
    }
  }
  pair.made_for_this_pass = input_.roots.replica_is_new;
  if (pair.found.any()) builder_.add_folder_repair(root_pair_);
  pair.trusted = rules.trusted_before &&
                 are_the_known_roots(roots_, *input_.memory.record, *rules.trusted_before);
  walk_.run(root_pair_);
}

LinkDecisions TreeComparison::resolve_links() {
  return builder_.hard_links.resolve(ReplicaLinks(context_));
}

bool TreeComparison::is_first_pass() const {
  return lockstep::is_first_pass(input_.memory.record, roots_.replica.record.folder);
}

void TreeComparison::match_renames() {
  // In a folder that may be somebody else's nothing is moved about, either.
  const bool may_first_pass = policy_.approve || policy_.removal_limit.chosen_now ||
                              (input_.approval && input_.approval->first_pass);
  if (is_first_pass() && !may_first_pass) return;
  const bool any_content = std::ranges::any_of(plan().removals, [](const Removal& removal) {
    return bytes_held_by(removal.replica) > 0;
  });
  if (!any_content || plan().creations.empty()) return;
  walk_.expand_creations();
  if (!context_.stopping()) replace_by_renames(plan(), context_);
}

GuardVerdict TreeComparison::ask_guard() {
  const GuardFacts facts{.record = input_.memory.record,
                         .first_pass = is_first_pass(),
                         .newer_names = builder_.hard_links.count_newer(),
                         .recent_removals = input_.memory.recent_removals};
  GuardQuestion question = guard_question(builder_.findings(), facts);
  if (context_.partial != nullptr && question.removals.entries > 0) {
    question.totals = totals_for_guard(*context_.partial);
    const Loss lost = count_losses(plan(), *context_.partial);
    question.short_lived = {.entries = question.removals.entries - lost.entries,
                            .bytes = question.removals.bytes - lost.bytes};
    question.removals = lost;
  }
  return judge(question, guard_terms(input_, policy_));
}

// Returns the size of both trees for the guard of a partial pass, which has not counted them. Whether
// the source is empty is asked of the disk. The leaves that were removed within the last hour count
// as if they still stood, so that removals one by one are held as if they were made at once.
Totals TreeComparison::totals_for_guard(const PartialPass& partial) const {
  Totals totals = partial.totals;
  totals.replica_entries += input_.memory.recent_removals;
  totals.replica_leaves += input_.memory.recent_removals;
  totals.source_entries = 0;
  auto listing = input_.roots.source->list();
  if (!listing) {
    totals.source_entries = partial.totals.source_entries;  // not known; each absence is confirmed
    return totals;
  }
  const Listing left = leave_out_of_source(std::move(*listing), *root_pair_, context_).listing;
  if (!left.entries.empty())
    totals.source_entries = std::max<std::uint64_t>(1, partial.totals.source_entries);
  return totals;
}

Totals TreeComparison::totals_after(const PassSummary& summary, std::uint64_t removed_leaves) {
  const auto folders = [](const KindCounts& counts) { return counts.directories; };
  Totals totals = builder_.findings().totals;
  const std::uint64_t created = summary.created.total();
  totals.replica_entries += created;
  totals.replica_leaves += created - folders(summary.created);
  totals.replica_entries -= std::min(totals.replica_entries, summary.removed.total());
  totals.replica_leaves -= std::min(totals.replica_leaves, removed_leaves);
  totals.replica_bytes += summary.copied_bytes;
  return totals;
}

PairRecord TreeComparison::next_record(const PassSummary& summary, const GuardVerdict& verdict,
                                       bool complete) {
  const PassEnd end{.start = start_,
                    .end = Timestamp::from(input_.resources.clock->now()),
                    .complete = complete,
                    .stopped = context_.stopping(),
                    .verdict = verdict,
                    .summary = summary};
  const PassLessons lessons{.roots = roots_,
                            .findings = builder_.findings(),
                            .unread_folders = services_.report.unread_folders(),
                            .capabilities = services_.volumes.learnt(),
                            .in_doubt = services_.doubts.next(complete)};
  if (lessons.in_doubt.all_from &&
      (input_.memory.record == nullptr || !input_.memory.record->in_doubt.all_from)) {
    services_.report.notice(
        "Very many files may have been written to while they were read: the next pass compares by "
        "content all that changed since the first of them did");
  }
  if (context_.partial != nullptr)
    return record_after_partial_pass(*input_.memory.record, end, lessons);
  return lockstep::next_record({.record = input_.memory.record,
                                .policy = policy_,
                                .approval = input_.approval,
                                .after_other_source = input_.memory.after_other_source},
                               end, lessons);
}

PassSummary TreeComparison::unavailable_summary(const Error& error) const {
  PassSummary summary = services_.report.summary();
  summary.result = PassResult::unavailable;
  summary.unavailable = error.message();
  return summary;
}

Hold hold_of(const GuardVerdict& verdict, std::uint64_t removals) {
  return {verdict.hold_removals ? removals : 0, verdict.reasons};
}

}  // namespace lockstep
