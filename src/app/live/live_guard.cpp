#include "app/live/live_guard.h"

#include <algorithm>
#include <utility>

namespace lockstep {
namespace {

std::uint64_t less(std::uint64_t count, std::uint64_t gone) {
  return count - std::min(count, gone);
}

}  // namespace

void LiveGuard::note(const Event& event, Moment now) {
  // Another folder may take the names below the one that is renamed.
  if (event.kind == EventKind::renamed && event.entry == EntryKind::directory)
    return ledger_.distrust_made();
  if (in_full_pass_) {
    if (event.kind == EventKind::removed_file) ledger_.forget_made(RelativePath(event.path));
    if (event.kind == EventKind::renamed) {
      ledger_.forget_made(RelativePath(event.from));
      ledger_.forget_made(RelativePath(event.path));
    }
    return;
  }
  switch (event.kind) {
    case EventKind::copied_file:
    case EventKind::created_link:
      return ledger_.made(RelativePath(event.path), now);
    case EventKind::removed_file:
      ++removed_names_;
      return ledger_.removed(RelativePath(event.path), now);
    case EventKind::renamed:
      return ledger_.renamed(RelativePath(event.from), RelativePath(event.path), now);
    default:
      return;
  }
}

std::optional<Moment> LiveGuard::waiting_until() const {
  if (waiting_.empty()) return std::nullopt;
  return pace_.ready_at().value_or(Moment());
}

void LiveGuard::full_pass_ended(const PassOutcome& outcome) {
  in_full_pass_ = false;
  totals_ = outcome.totals;
  is_held_ = outcome.summary.result == PassResult::held;
}

void LiveGuard::partial_pass_ended(const PassOutcome& outcome, Moment now) {
  const PassSummary& summary = outcome.summary;
  // Empty folders are leaves, too; their events do not tell them from others.
  ledger_.count(less(outcome.removed_leaves, std::exchange(removed_names_, 0)), now);
  // What waited has come back, or is gone by now: a burst that is over lets nothing else go.
  if (std::exchange(took_waiting_, false) && waiting_.empty()) pace_.clear();
  const std::uint64_t created = summary.created.total();
  const std::uint64_t leaves = created - summary.created.directories;
  totals_.source_entries += created;
  totals_.source_entries = less(totals_.source_entries, summary.removed.total());
  totals_.replica_entries += created;
  totals_.replica_entries = less(totals_.replica_entries, summary.removed.total());
  totals_.replica_leaves += leaves;
  totals_.replica_leaves = less(totals_.replica_leaves, outcome.removed_leaves);
  totals_.replica_bytes += summary.copied_bytes;
  is_held_ = is_held_ || summary.result == PassResult::held;
}

}  // namespace lockstep
