#include "app/live/live_guard.h"

#include <algorithm>

namespace lockstep {
namespace {

std::uint64_t less(std::uint64_t count, std::uint64_t gone) {
  return count - std::min(count, gone);
}

}  // namespace

// Folders are left out: whether one was empty, and so a leaf, its event does not say.
void LiveGuard::note(const Event& event, Moment now) {
  if (in_full_pass_) return;
  switch (event.kind) {
    case EventKind::copied_file:
    case EventKind::created_link:
      return ledger_.made(RelativePath(event.path), now);
    case EventKind::removed_file:
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

void LiveGuard::partial_pass_ended(const PassOutcome& outcome) {
  const PassSummary& summary = outcome.summary;
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
