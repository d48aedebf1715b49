// Removals: each one confirmed by the source at that moment, leaves first, folders deepest first by
// rmdir, so that what the plan did not know stops them.
#include <algorithm>

#include "core/change/apply.h"
#include "core/change/discard.h"
#include "core/look/parallel.h"

namespace lockstep {
namespace {

// True if the source answers with the entry that the walk saw under another spelling. A file must
// also have the same number of links, since a name that was added could be this very one.
bool is_spelt_otherwise(const Entry& now, const std::optional<OtherSpelling>& other) {
  return other && now.identity == other->identity &&
         (now.kind == EntryKind::directory || now.link_count == other->link_count);
}

Result<void> must_be_absent(const Pair& parent, const std::string& name, bool folder,
                            const std::optional<OtherSpelling>& other) {
  const auto source = parent.source();
  if (!source) return failure(source.error().within("ask the source"));
  const auto now = (*source)->examine_child(name);
  if (!now) {
    if (now.error().kind() == ErrorKind::not_found) return {};
    return failure(now.error().within("ask the source"));
  }
  if (is_spelt_otherwise(*now, other)) return {};
  // A folder makes room for something else of that name.
  if (folder && now->kind != EntryKind::directory) return {};
  return failure(ErrorKind::changed, "the source has it again");
}

Loss loss_of(const Removal& removal) {
  if (removal.excluded) return Loss::excluded;
  return removal.temporary ? Loss::litter : Loss::not_in_source;
}

}  // namespace

void Apply::remove(std::vector<Removal> removals) {
  const auto folders_begin =
      std::stable_partition(removals.begin(), removals.end(),
                            [](const Removal& removal) { return !removal.is_folder(); });
  std::vector<Removal> folders(std::make_move_iterator(folders_begin),
                               std::make_move_iterator(removals.end()));
  removals.erase(folders_begin, removals.end());
  put_off_removals(folders);
  std::stable_sort(folders.begin(), folders.end(), [](const Removal& left, const Removal& right) {
    return left.contents->depth() > right.contents->depth();
  });
  WorkerPool& pool = *context_.input.pool;
  const auto weigh = [](const Removal&) { return std::uint64_t{0}; };
  const auto operate = [this](const Removal& removal) {
    if (!context_.stopping()) remove_one(removal);
  };
  for_each_in_parallel(pool, removals, weigh, operate);
  pool.wait_idle();
  for (auto level = folders.begin(); level != folders.end() && !context_.stopping();) {
    const auto next = std::find_if(level, folders.end(), [&level](const Removal& removal) {
      return removal.contents->depth() != level->contents->depth();
    });
    std::vector<Removal> together(std::make_move_iterator(level), std::make_move_iterator(next));
    for_each_in_parallel(pool, together, weigh, operate);
    pool.wait_idle();
    level = next;
  }
}

Result<void> Apply::confirm_absent(const PairPointer& folder, const std::string& name,
                                   bool is_folder, const std::optional<OtherSpelling>& other) {
  if (folder->in_source()) return must_be_absent(*folder, name, is_folder, other);
  // Below a folder that the source lacks: its top is asked for, once.
  const Pair* top = folder.get();
  while (!top->parent()->in_source()) top = top->parent().get();
  if (top->excluded) return {};
  switch (top->absence.load()) {
    case Pair::Absence::confirmed:
      return {};
    case Pair::Absence::refuted:
      return failure(ErrorKind::changed, "the source has its folder again");
    case Pair::Absence::unknown:
      break;
  }
  auto absent = must_be_absent(*top->parent(), top->name(), true, top->other_spelling);
  top->absence = absent ? Pair::Absence::confirmed : Pair::Absence::refuted;
  return absent;
}

void Apply::remove_one(const Removal& removal) {
  if (removal.contents && removal.contents->retains) return;
  const Loss loss = loss_of(removal);
  Result<void> done;
  if (!removal.excluded && !removal.temporary) {
    done =
        confirm_absent(removal.folder, removal.name, removal.is_folder(), removal.other_spelling);
  }
  if (done) {
    if (removal.is_folder()) removal.contents->close_replica();
    done = in_replica(removal.folder, [&removal, loss](Directory& replica) -> Result<void> {
      const auto removed = discard(
          replica, {*removal.folder, removal.name, removal.replica, loss}, Remove{});
      if (!removed) return failure(removed.error());
      return {};
    });
    if (!done && done.error().kind() == ErrorKind::not_found) return;  // somebody else was faster
  }
  if (!done) {
    removal.folder->retain();
    return problem("remove", removal.folder, removal.name, done.error());
  }
  touch(removal.folder);
  if (removal.is_counted_leaf()) removed_leaves_.fetch_add(1, std::memory_order_relaxed);
  context_.report.progress().removals_done.fetch_add(1, std::memory_order_relaxed);
  Event event{.kind = removal.is_folder() ? EventKind::removed_folder : EventKind::removed_file};
  event.entry = removal.replica.kind;
  event.path = removal.folder->path().child(removal.name).text();
  event.reason = text(loss);
  context_.report.done(event);
}

}  // namespace lockstep
