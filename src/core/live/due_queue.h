// The marked nodes of a MarkTree by the moment from which on they are ready: a heap in which each
// node knows its place, so that a mark that is made again is moved at the cost of a few steps.
#pragma once

#include <cstddef>
#include <vector>

#include "core/live/mark_tree.h"

namespace lockstep {

class DueQueue {
 public:
  using Id = MarkTree::Id;

  // The tree outlives the queue.
  explicit DueQueue(MarkTree& tree) : tree_(tree) {}

  // Sets WaitingMark::ready of a node that is in the queue or not yet.
  void set(Id id, Moment ready);
  void erase(Id id);  // does nothing to a node that is not in the queue
  void clear();       // before the tree is cleared

  [[nodiscard]] bool empty() const { return heap_.empty(); }
  [[nodiscard]] std::size_t size() const { return heap_.size(); }
  [[nodiscard]] Id first() const { return heap_.front(); }
  // All of them, in no order that means anything.
  [[nodiscard]] const std::vector<Id>& all() const { return heap_; }

 private:
  [[nodiscard]] bool earlier(Id one, Id other) const {
    return tree_.mark(one).ready < tree_.mark(other).ready;
  }
  void put(std::size_t place, Id id);
  void rise(std::size_t place);
  void sink(std::size_t place);

  MarkTree& tree_;
  std::vector<Id> heap_;
};

}  // namespace lockstep
