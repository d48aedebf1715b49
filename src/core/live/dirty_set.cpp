#include "core/live/dirty_set.h"

#include <algorithm>
#include <string_view>

#include "core/live/path_parts.h"

namespace lockstep {
namespace {

// A mark is left out if something that covers it is ready no later than this after it.
constexpr std::chrono::nanoseconds kSoonEnough = std::chrono::milliseconds(20);

// What is about to be looked at anyway need not be looked at twice. What waits for something else
// (a writer, another try) takes up nothing: it may wait for long.
bool absorbs(Settling settling) {
  return settling == Settling::settled || settling == Settling::fresh;
}

}  // namespace

DirtySet::DirtySet(const SettleRules& rules, const DirtyBounds& bounds)
    : rules_(rules), bounds_(bounds), hints_(bounds.hints), writers_(rules.interval) {}

void DirtySet::mark(const Mark& mark, Moment now) {
  if (everything_since_) return;
  last_event_ = now;
  if (path_levels(mark.path) > bounds_.levels) {
    place(first_levels(mark.path, bounds_.levels), {.now = now, .extent = MarkExtent::deep});
    return;
  }
  if (mark.settling == Settling::verify) return verify(mark.path, now);
  if (mark.settling == Settling::settled) writers_.closed(mark.path);
  if (mark.settling == Settling::fresh || mark.extent == MarkExtent::deep)
    drop(hints_.made(mark.path), now);
  const bool retry = mark.settling == Settling::retry;
  place(mark.path, {.now = now,
                    .extent = mark.extent,
                    .settling = mark.settling,
                    .tries = retry ? std::max<std::uint8_t>(mark.tries, 1) : std::uint8_t{0}});
}

std::optional<Moment> DirtySet::ready_at() const {
  if (everything_since_) return everything_since_;
  std::optional<Moment> earliest = hints_.ready_at();
  const auto consider = [&earliest](Moment other) {
    earliest = earliest ? std::min(*earliest, other) : other;
  };
  if (!queue_.empty()) consider(tree_.mark(queue_.first()).ready);
  if (verifies_ > 0) consider(last_event_ + rules_.calm());
  return earliest;
}

Work DirtySet::take(Moment now) {
  moved_.clear();
  moved_bytes_ = 0;
  moves_lost_ = false;
  Work work;
  if (everything_since_) {
    work.everything = true;
    work.scope.deep = true;
    work.oldest = *everything_since_;
    clear();
    return work;
  }
  work.hints = hints_.take(now);
  while (!queue_.empty() && tree_.mark(queue_.first()).ready <= now)
    take_mark(queue_.first(), work, now);
  if (work.empty()) {
    if (verifies_ > 0 && last_event_ + rules_.calm() <= now) take_to_verify(work);
  } else {
    last_event_ = now;
  }
  if (tree_.size() == 0 && tree_.has_grown() && queue_.empty() && verifies_ == 0) {
    queue_.clear();
    tree_.clear();
  }
  return work;
}

void DirtySet::clear() {
  queue_.clear();
  tree_.clear();
  hints_.clear();
  verifies_ = 0;
  everything_since_.reset();
}

void DirtySet::everything(Moment now) {
  if (everything_since_) return;
  const Moment oldest = waiting().oldest.value_or(now);
  clear();
  everything_since_ = oldest;
}

DirtySet::Waiting DirtySet::waiting() const {
  Waiting waiting{.names = queue_.size() + verifies_, .oldest = everything_since_};
  for (const Id id : queue_.all()) {
    const Moment first = tree_.mark(id).first;
    waiting.oldest = waiting.oldest ? std::min(*waiting.oldest, first) : first;
  }
  return waiting;
}

void DirtySet::place(const RelativePath& path, const Touch& told) {
  if (!make_room_for(path, told.now)) return;
  const Id cover = covering(path, told.extent, ready_by_itself(told));
  if (cover != MarkTree::kNone) {
    WaitingMark& mark = tree_.mark(cover);
    mark.first = std::min(mark.first, told.first.value_or(told.now));
    if (mark.settling != Settling::retry) queue_.set(cover, ready(cover, told.now));
    return;
  }
  const Id id = reach(path);
  touch(id, told);
  if (told.extent == MarkExtent::look && id != MarkTree::kRoot)
    bound_names(tree_.parent(id), told.now);
}

void DirtySet::touch(Id id, const Touch& told) {
  WaitingMark& mark = tree_.mark(id);
  const bool wider = !mark.marked || told.extent > mark.extent;
  const Moment first = told.first.value_or(told.now);
  if (!mark.marked) {
    mark.marked = true;
    mark.first = first;
    mark.since = told.now;
    mark.extent = told.extent;
    mark.settling = told.settling;
    mark.tries = told.tries;
    mark.fresh = told.settling == Settling::fresh;
    queue_.set(id, told.first ? told.now : ready(id, told.now));
  } else {
    const bool no_event = told.settling == Settling::retry && mark.settling != Settling::retry;
    const Settling together = settle_together(mark.settling, told.settling, mark.fresh);
    if (together != mark.settling) mark.since = told.now;
    mark.first = std::min(mark.first, first);
    mark.extent = std::max(mark.extent, told.extent);
    mark.settling = together;
    mark.tries = std::max(mark.tries, told.tries);
    mark.fresh = mark.fresh || told.settling == Settling::fresh;
    if (told.first && together == Settling::retry) {
      queue_.set(id, std::min(mark.ready, told.now));
    } else if (!no_event) {
      queue_.set(id, ready(id, told.now));
    }
  }
  if (!wider || !absorbs(mark.settling)) return;
  if (told.extent == MarkExtent::deep) absorb_below(id);
  if (told.extent == MarkExtent::list) absorb_names(id);
}

void DirtySet::verify(const RelativePath& path, Moment now) {
  if (!make_room_for(path, now)) return;
  if (is_below_deep(path)) return;
  WaitingMark& mark = tree_.mark(reach(path));
  if (!mark.verify) ++verifies_;
  mark.verify = true;
}

Moment DirtySet::ready(Id id, Moment last) const {
  const WaitingMark& mark = tree_.mark(id);
  const MarkTimes times{.first = mark.first, .since = mark.since, .last = last};
  if (mark.settling == Settling::retry) return last + rules_.pause(mark.tries);
  if (mark.settling != Settling::writing) return rules_.ready(mark.settling, times);
  return rules_.writing_ready(times, writers_.times(tree_.path(id)));
}

Moment DirtySet::ready_by_itself(const Touch& told) const {
  if (told.first) return told.now;
  const MarkTimes times{.first = told.now, .since = told.now, .last = told.now};
  if (told.settling == Settling::retry) return told.now + rules_.pause(told.tries);
  if (told.settling == Settling::writing) return rules_.writing_ready(times, OpenWriters::usual());
  return rules_.ready(told.settling, times);
}

DirtySet::Id DirtySet::covering(const RelativePath& path, MarkExtent extent, Moment ready) const {
  Id id = MarkTree::kRoot;
  PathParts parts(path);
  while (!parts.at_end() && id != MarkTree::kNone) {
    const std::string_view name = parts.next();
    const WaitingMark& mark = tree_.mark(id);
    if (mark.marked && mark.ready <= ready + kSoonEnough) {
      if (mark.extent == MarkExtent::deep) return id;
      if (mark.extent == MarkExtent::list && extent == MarkExtent::look && parts.at_end())
        return id;
    }
    id = tree_.child(id, name);
  }
  return MarkTree::kNone;
}

DirtySet::Id DirtySet::reach(const RelativePath& path) {
  Id id = MarkTree::kRoot;
  for (PathParts parts(path); !parts.at_end();) {
    const std::string_view name = parts.next();
    const Id child = tree_.child(id, name);
    id = child == MarkTree::kNone ? tree_.add(id, name) : child;
  }
  return id;
}

void DirtySet::take_mark(Id id, Work& work, Moment now) {
  const WaitingMark& mark = tree_.mark(id);
  work.oldest = work.names == 0 ? mark.first : std::min(work.oldest, mark.first);
  ++work.names;
  if (mark.tries > 0) work.failed.emplace(tree_.path(id).text(), mark.tries);
  if (mark.settling == Settling::writing) writers_.taken(tree_.path(id), now);
  if (Scope* const scope = scope_of(id, work.scope)) {
    scope->list = scope->list || mark.extent == MarkExtent::list;
    if (mark.extent == MarkExtent::deep) *scope = Scope{.list = false, .deep = true};
  }
  unmark(id);
}

void DirtySet::take_to_verify(Work& work) {
  work.verify = true;
  work.oldest = last_event_;
  std::vector<Id> found;
  std::vector<Id> open = {MarkTree::kRoot};
  while (!open.empty()) {
    const Id id = open.back();
    open.pop_back();
    if (tree_.mark(id).verify) found.push_back(id);
    for (Id child = tree_.first_child(id); child != MarkTree::kNone;
         child = tree_.next_sibling(child))
      open.push_back(child);
  }
  for (const Id id : found) {
    ++work.names;
    if (Scope* const scope = scope_of(id, work.scope)) *scope = Scope{.list = false, .deep = true};
  }
  // The search found each folder before the names below it. Going backwards, no node is dropped
  // before its own turn has come.
  for (auto id = found.rbegin(); id != found.rend(); ++id) {
    tree_.mark(*id).verify = false;
    --verifies_;
    prune(*id);
  }
}

// Returns null if the scope has all that is below a folder on the way. A path that renames have
// made longer than the scope may be is looked at from a folder above it.
Scope* DirtySet::scope_of(Id id, Scope& scope) const {
  std::vector<Id> way;
  for (; id != MarkTree::kRoot; id = tree_.parent(id)) way.push_back(id);
  Scope* at = &scope;
  std::size_t level = 0;
  for (auto each = way.rbegin(); each != way.rend(); ++each) {
    if (at->deep) return nullptr;
    if (++level > bounds_.levels) {
      *at = Scope{.list = false, .deep = true};
      return nullptr;
    }
    at = &at->names[std::string(tree_.name(*each))];
  }
  return at->deep ? nullptr : at;
}

void DirtySet::drop(const std::vector<RenameHint>& hints, Moment now) {
  for (const RenameHint& hint : hints)
    if (hint.is_folder) place(hint.to, {.now = now, .extent = MarkExtent::deep});
}

}  // namespace lockstep
