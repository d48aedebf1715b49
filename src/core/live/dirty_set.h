// The set of paths at which live watching has to look again: it takes what a watcher tells, lets
// each path settle, and hands over what is ready as the scope of one pass. It is pure: moments are
// arguments, it touches no disk and takes no lock; whoever owns it has a mutex around it. A mark
// costs a walk along its path and a few steps in a heap.
//
// No mark is lost: whatever was marked is in the scope of a later work, by itself or by something
// that covers it, or `everything` is. It is bounded all the same: of a folder with too many names
// all names are looked at, of a subtree with too many marks everything, and at last of the source,
// so that a storm costs a walk and never more than 15 MB.
//
// A rename of a folder moves the marks below it along. It is a guess, so that what was moved away
// is looked at in full under its old name, too: that costs nothing if the name is gone.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "core/live/due_queue.h"
#include "core/live/hint_queue.h"
#include "core/live/mark.h"
#include "core/live/mark_tree.h"
#include "core/live/moment.h"
#include "core/live/open_writers.h"
#include "core/live/rename_hint.h"
#include "core/live/settle_rules.h"
#include "core/live/work.h"

namespace lockstep {

struct DirtyBounds {
  std::size_t nodes = 100'000;          // names on the way to marks included
  std::size_t names_in_folder = 4'096;  // marked ones
  std::size_t name_bytes = 4'000'000;
  std::size_t levels = 1'000;
  std::size_t hints = 1'000;
};

class DirtySet {
 public:
  explicit DirtySet(const SettleRules& rules, const DirtyBounds& bounds = {});
  DirtySet(const DirtySet&) = delete;
  DirtySet& operator=(const DirtySet&) = delete;

  void mark(const Mark& mark, Moment now);
  // Moves the marks of a folder to its new name, marks both names, and queues the hint.
  void renamed(RenameHint hint, Moment now);
  // Says that something was lost. All marks are dropped, since only a full pass finds it.
  void everything(Moment now);
  // Says what it took to copy a file, so that one that is written without end is copied less often.
  void copied(const RelativePath& path, std::chrono::nanoseconds took) {
    writers_.copied(path, took);
  }

  // Returns when the first mark is ready, which may be past; none if nothing waits.
  [[nodiscard]] std::optional<Moment> ready_at() const;
  // Takes the marks that are ready, and forgets them. What is marked from now on is for the work
  // after this one. One work is out at a time.
  [[nodiscard]] Work take(Moment now);
  // Takes back the work that was taken last, since its pass was stopped or could not begin. It is
  // ready at once. Folders that were renamed meanwhile are known.
  void give_back(Work work, Moment now);
  // Forgets all marks, before the walk of a full pass begins.
  void clear();

  struct Waiting {
    std::size_t names = 0;
    std::optional<Moment> oldest = {};
  };
  // Looks at each mark: for a status, not for each event.
  [[nodiscard]] Waiting waiting() const;
  [[nodiscard]] bool is_everything() const { return everything_since_.has_value(); }
  [[nodiscard]] std::size_t nodes() const { return tree_.size(); }

 private:
  using Id = MarkTree::Id;

  // One report about a path, as it is put into the set.
  struct Touch {
    Moment now = {};
    MarkExtent extent = MarkExtent::look;
    Settling settling = Settling::settled;
    std::uint8_t tries = 0;            // of a retry
    std::optional<Moment> first = {};  // if it was made before, and is ready now
  };
  struct Held {
    RelativePath path;
    WaitingMark mark;
  };

  // dirty_set.cpp
  void place(const RelativePath& path, const Touch& touch);
  void touch(Id id, const Touch& told);
  void verify(const RelativePath& path, Moment now);
  [[nodiscard]] Moment ready(Id id, Moment last) const;
  [[nodiscard]] Moment ready_by_itself(const Touch& touch) const;
  [[nodiscard]] Id covering(const RelativePath& path, MarkExtent extent, Moment ready) const;
  [[nodiscard]] Id reach(const RelativePath& path);
  void take_mark(Id id, Work& work, Moment now);
  void take_to_verify(Work& work);
  [[nodiscard]] Scope* scope_of(Id id, Scope& scope) const;
  void drop(const std::vector<RenameHint>& hints, Moment now);

  // dirty_set_bounds.cpp
  [[nodiscard]] bool make_room_for(const RelativePath& path, Moment now);
  void make_room(Moment now);
  void bound_names(Id folder, Moment now);
  void absorb_below(Id id);
  void absorb_names(Id folder);
  void unmark(Id id);
  void prune(Id id);

  // dirty_set_renames.cpp
  void move_marks(const RelativePath& from, const RelativePath& to, Moment now);
  void move_below(Id from, Id to, Moment now);
  void join(Id id, const WaitingMark& other);
  void join_below(Id from, Id to);
  void restore(const Work& work, Moment now);
  [[nodiscard]] std::vector<Held> hold_all();
  [[nodiscard]] bool is_below_deep(const RelativePath& path) const;
  [[nodiscard]] bool is_below_verify(const RelativePath& path) const;
  [[nodiscard]] bool is_below(const RelativePath& path, bool (*is_wide)(const WaitingMark&)) const;

  SettleRules rules_;
  DirtyBounds bounds_;
  MarkTree tree_;
  DueQueue queue_{tree_};
  HintQueue hints_;
  OpenWriters writers_;
  std::size_t verifies_ = 0;  // nodes to verify
  Moment last_event_ = {};
  std::optional<Moment> everything_since_ = {};
  // Folders that were renamed since the last work was taken: its scope has their old names.
  std::vector<std::pair<RelativePath, RelativePath>> moved_;
  std::size_t moved_bytes_ = 0;
  bool moves_lost_ = false;  // there were too many
};

}  // namespace lockstep
