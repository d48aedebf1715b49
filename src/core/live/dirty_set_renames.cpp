// Renamed folders take their marks along, those of a work that comes back, too.
#include <algorithm>
#include <string>
#include <utility>

#include "core/live/dirty_set.h"
#include "core/live/path_parts.h"

namespace lockstep {
namespace {

constexpr std::size_t kMostMoved = 1'000;
constexpr std::size_t kMostMovedBytes = 500'000;

}  // namespace

void DirtySet::renamed(RenameHint hint, Moment now) {
  if (everything_since_) return;
  last_event_ = now;
  if (hint.from.is_within(hint.to) || hint.to.is_within(hint.from) ||
      path_levels(hint.to) > bounds_.levels || path_levels(hint.from) > bounds_.levels) {
    mark({.path = hint.from, .extent = MarkExtent::deep}, now);
    mark({.path = hint.to, .extent = MarkExtent::deep}, now);
    return;
  }
  // The replica has nothing that was made since the last pass.
  const Id source = tree_.find(hint.from);
  const bool was_fresh = source != MarkTree::kNone && tree_.mark(source).fresh;
  if (hint.is_folder) {
    if (moved_.size() < kMostMoved && moved_bytes_ < kMostMovedBytes) {
      moved_.emplace_back(hint.from, hint.to);
      moved_bytes_ += hint.from.text().size() + hint.to.text().size();
    } else {
      moves_lost_ = true;
    }
    move_marks(hint.from, hint.to, now);
    drop(hints_.moved(hint.from, hint.to), now);
  }
  place(hint.from, {.now = now});
  place(hint.to, {.now = now});
  drop(was_fresh ? std::vector{hint} : hints_.add(hint, now + rules_.settle), now);
}

void DirtySet::give_back(Work work, Moment now) {
  if (work.everything || moves_lost_) everything(work.names == 0 ? now : work.oldest);
  if (everything_since_) {
    if (work.everything) everything_since_ = std::min(*everything_since_, work.oldest);
    return;
  }
  std::vector<Held> held;
  if (!moved_.empty()) held = hold_all();
  restore(work, now);
  for (const auto& [from, to] : moved_) {
    move_marks(from, to, now);
    for (RenameHint& hint : work.hints) follow(hint, from, to);
  }
  for (const Held& each : held) {
    if (!make_room_for(each.path, now)) return;
    if (each.mark.verify) verify(each.path, now);
    if (each.mark.marked &&
        covering(each.path, each.mark.extent, each.mark.ready) == MarkTree::kNone)
      join(reach(each.path), each.mark);
  }
  drop(hints_.give_back(std::move(work.hints), now), now);
}

// Moves what waits at and below `from`, and has `from` itself looked at in full if there was any.
void DirtySet::move_marks(const RelativePath& from, const RelativePath& to, Moment now) {
  if (!make_room_for(to, now)) return;
  // Nobody knows which marks a wider one has taken up.
  if (is_below_deep(from)) place(to, {.now = now, .extent = MarkExtent::deep});
  if (is_below_verify(from)) verify(to, now);
  if (!make_room_for(to, now)) return;
  const Id source = tree_.find(from);
  if (source == MarkTree::kNone) return;
  const WaitingMark& mark = tree_.mark(source);
  const bool wide = mark.marked && mark.extent > MarkExtent::look;
  if (!wide && !mark.verify && tree_.first_child(source) == MarkTree::kNone) return;
  if (is_below_deep(to)) {
    touch(source, {.now = now, .extent = MarkExtent::deep});
    absorb_below(source);
    place(to, {.now = now, .extent = MarkExtent::deep});
    return;
  }
  move_below(source, reach(to), now);
}

void DirtySet::move_below(Id from, Id to, Moment now) {
  if (tree_.first_child(to) == MarkTree::kNone) {
    // The nodes change places rather than all that is below them; their marks change back.
    tree_.exchange(from, to);
    std::swap(from, to);
  } else {
    join_below(from, to);
  }
  const WaitingMark before = tree_.mark(from);
  const WaitingMark other = tree_.mark(to);
  for (const WaitingMark& each : {before, other})
    if (each.marked) touch(to, {.now = now, .extent = each.extent});
  if (before.verify && !other.verify) tree_.mark(to).verify = true;
  if (before.verify && other.verify) --verifies_;
  tree_.mark(from).verify = false;
  touch(from, {.now = now, .extent = MarkExtent::deep});
  bound_names(to, now);
}

void DirtySet::join(Id id, const WaitingMark& other) {
  WaitingMark& mark = tree_.mark(id);
  if (other.verify && !mark.verify) ++verifies_;
  mark.verify = mark.verify || other.verify;
  if (!other.marked) return;
  const WaitingMark own = mark;
  if (!own.marked || other.ready < own.ready) mark = other;
  mark.verify = own.verify;
  if (own.marked) {
    mark.first = std::min(own.first, other.first);
    mark.extent = std::max(own.extent, other.extent);
    mark.tries = std::max(own.tries, other.tries);
    mark.fresh = own.fresh || other.fresh;
  }
  queue_.set(id, mark.ready);
}

// Moves all below one node below another one, which has names of its own.
void DirtySet::join_below(Id from, Id to) {
  std::vector<std::pair<Id, Id>> open = {{from, to}};
  while (!open.empty()) {
    const auto [source, target] = open.back();
    const Id child = tree_.first_child(source);
    if (child == MarkTree::kNone) {
      open.pop_back();
      if (source == from) continue;
      queue_.erase(source);
      if (tree_.mark(source).verify) --verifies_;
      const WaitingMark mark = tree_.mark(source);
      tree_.erase(source);
      join(target, mark);
      continue;
    }
    const Id same = tree_.child(target, tree_.name(child));
    if (same == MarkTree::kNone) {
      tree_.move(child, target);
    } else {
      open.emplace_back(child, same);
    }
  }
}

void DirtySet::restore(const Work& work, Moment now) {
  struct Open {
    const Scope* scope;
    RelativePath path;
  };
  std::vector<Open> open;
  if (work.names > 0) open.push_back({&work.scope, RelativePath()});
  while (!open.empty()) {
    const auto [scope, path] = std::move(open.back());
    open.pop_back();
    if (work.verify && scope->deep) {
      verify(path, now);
    } else if (scope->is_whole_folder() || scope->names.empty()) {
      const auto failed = work.failed.find(path.text());
      const MarkExtent extent = scope->deep   ? MarkExtent::deep
                                : scope->list ? MarkExtent::list
                                              : MarkExtent::look;
      place(path, {.now = now,
                   .extent = extent,
                   .settling = Settling::retry,
                   .tries = failed == work.failed.end() ? std::uint8_t{0} : failed->second,
                   .first = work.oldest});
    }
    for (const auto& [name, below] : scope->names) open.push_back({&below, path.child(name)});
  }
}

std::vector<DirtySet::Held> DirtySet::hold_all() {
  std::vector<Held> held;
  std::vector<Id> open = {MarkTree::kRoot};
  while (!open.empty()) {
    const Id id = open.back();
    open.pop_back();
    const WaitingMark& mark = tree_.mark(id);
    if (mark.marked || mark.verify) held.push_back({tree_.path(id), mark});
    for (Id child = tree_.first_child(id); child != MarkTree::kNone;
         child = tree_.next_sibling(child))
      open.push_back(child);
  }
  queue_.clear();
  tree_.clear();
  verifies_ = 0;
  return held;
}

bool DirtySet::is_below_deep(const RelativePath& path) const {
  return is_below(
      path, [](const WaitingMark& mark) { return mark.marked && mark.extent == MarkExtent::deep; });
}

bool DirtySet::is_below_verify(const RelativePath& path) const {
  return is_below(path, [](const WaitingMark& mark) { return mark.verify; });
}

bool DirtySet::is_below(const RelativePath& path, bool (*is_wide)(const WaitingMark&)) const {
  Id id = MarkTree::kRoot;
  for (PathParts parts(path); !parts.at_end() && id != MarkTree::kNone;) {
    if (is_wide(tree_.mark(id))) return true;
    id = tree_.child(id, parts.next());
  }
  return false;
}

}  // namespace lockstep
