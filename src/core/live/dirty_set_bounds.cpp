// The bounds of a DirtySet, and how marks give way to wider ones.
#include <algorithm>

#include "core/live/dirty_set.h"
#include "core/live/path_parts.h"

namespace lockstep {
namespace {

// A subtree that gives way has at least so large a part of all nodes, so that looking for it is
// rare.
constexpr std::size_t kWorthIt = 16;

}  // namespace

// Returns false if only everything is left to be looked at. All names of the path count as new: it
// is not worth a walk to see which are.
bool DirtySet::make_room_for(const RelativePath& path, Moment now) {
  const std::size_t levels = path_levels(path);
  const std::size_t bytes = path.text().size() + 32 * levels;
  while (!everything_since_ &&
         (tree_.size() + levels > bounds_.nodes || tree_.name_bytes() + bytes > bounds_.name_bytes))
    make_room(now);
  return !everything_since_;
}

void DirtySet::make_room(Moment now) {
  const std::size_t least = std::max<std::size_t>(tree_.size() / kWorthIt, 1);
  Id fullest = MarkTree::kRoot;
  while (true) {
    Id next = MarkTree::kNone;
    for (Id child = tree_.first_child(fullest); child != MarkTree::kNone;
         child = tree_.next_sibling(child))
      if (next == MarkTree::kNone || tree_.below(child) > tree_.below(next)) next = child;
    if (next == MarkTree::kNone || tree_.below(next) < least) break;
    fullest = next;
  }
  if (fullest == MarkTree::kRoot) return everything(now);
  touch(fullest, {.now = now, .extent = MarkExtent::deep});
  absorb_below(fullest);
}

void DirtySet::bound_names(Id folder, Moment now) {
  if (tree_.children(folder) <= bounds_.names_in_folder) return;
  touch(folder, {.now = now, .extent = MarkExtent::list});
  absorb_names(folder);
}

void DirtySet::absorb_below(Id id) {
  WaitingMark& mark = tree_.mark(id);
  Id at = id;
  while (true) {
    while (tree_.first_child(at) != MarkTree::kNone) at = tree_.first_child(at);
    if (at == id) return;
    const WaitingMark& absorbed = tree_.mark(at);
    if (absorbed.marked) mark.first = std::min(mark.first, absorbed.first);
    if (absorbed.verify) --verifies_;
    const Id parent = tree_.parent(at);
    queue_.erase(at);
    tree_.erase(at);
    at = parent;
  }
}

void DirtySet::absorb_names(Id folder) {
  WaitingMark& mark = tree_.mark(folder);
  for (Id child = tree_.first_child(folder); child != MarkTree::kNone;) {
    const Id next = tree_.next_sibling(child);
    const WaitingMark& absorbed = tree_.mark(child);
    if (absorbed.marked && absorbed.extent == MarkExtent::look) {
      mark.first = std::min(mark.first, absorbed.first);
      unmark(child);
    }
    child = next;
  }
}

void DirtySet::unmark(Id id) {
  queue_.erase(id);
  tree_.mark(id) = WaitingMark{.verify = tree_.mark(id).verify};
  prune(id);
}

// Drops a node that nothing needs any more, and those above it.
void DirtySet::prune(Id id) {
  while (id != MarkTree::kRoot && tree_.first_child(id) == MarkTree::kNone &&
         !tree_.mark(id).marked && !tree_.mark(id).verify) {
    const Id parent = tree_.parent(id);
    tree_.erase(id);
    id = parent;
  }
}

}  // namespace lockstep
