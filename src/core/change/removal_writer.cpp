#include "core/change/removal_writer.h"

#include <algorithm>
#include <iterator>

#include "core/entry/confirm_absent.h"
#include "core/look/parallel.h"

namespace lockstep {
namespace {

LossReason reason_of(const Removal& removal) {
  if (removal.excluded) return LossReason::excluded;
  return removal.temporary ? LossReason::litter : LossReason::not_in_source;
}

}  // namespace

void RemovalWriter::carry_out(std::vector<Removal> leaves, std::vector<Removal> folders) {
  std::stable_sort(folders.begin(), folders.end(), [](const Removal& left, const Removal& right) {
    return left.contents->depth() > right.contents->depth();
  });
  remove_together(std::move(leaves));
  for (auto level = folders.begin(); level != folders.end() && !context_.stopping();) {
    const auto next = std::find_if(level, folders.end(), [&level](const Removal& removal) {
      return removal.contents->depth() != level->contents->depth();
    });
    remove_together({std::make_move_iterator(level), std::make_move_iterator(next)});
    level = next;
  }
}

void RemovalWriter::remove_together(std::vector<Removal> removals) {
  for_each_in_parallel(
      context_.resources.pool, removals, [](const Removal&) { return std::uint64_t{0}; },
      [this](const Removal& removal) {
        if (!context_.stopping()) remove_one(removal);
      });
  context_.resources.pool.wait_idle();
}

// Asks the source whether it lacks the entry. It is not asked about an excluded entry, which it may
// have, nor about a temporary, which is ours.
Result<void> RemovalWriter::confirm(const Removal& removal) {
  if (removal.excluded || removal.temporary) return {};
  return confirm_absent({.folder = removal.folder,
                         .name = removal.name,
                         .is_folder = removal.is_folder(),
                         .other_spelling = removal.other_spelling});
}

void RemovalWriter::remove_one(const Removal& removal) {
  if (removal.contents && removal.contents->marks.retains) return;
  Result<void> done = confirm(removal);
  if (done) {
    if (removal.is_folder()) removal.contents->close_replica();
    const Lost lost{*removal.folder, removal.name, removal.replica, reason_of(removal)};
    if (const auto removed = writer_.discard(removal.folder, lost, Remove{}); !removed) {
      if (removed.error().kind() == ErrorKind::not_found) return;  // somebody else was faster
      done = failure(removed.error());
    }
  }
  if (!done) {
    removal.folder->retain();
    return writer_.problem("remove", *removal.folder, removal.name, done.error());
  }
  writer_.touch(removal.folder);
  if (removal.is_counted_leaf()) removed_leaves_.fetch_add(1, std::memory_order_relaxed);
  context_.report.progress().removals_done.fetch_add(1, std::memory_order_relaxed);
  Event event = ReplicaWriter::event_on(
      *removal.folder, removal.name,
      removal.is_folder() ? EventKind::removed_folder : EventKind::removed_file,
      removal.replica.kind);
  event.reason = text(reason_of(removal));
  writer_.done(event);
}

}  // namespace lockstep
