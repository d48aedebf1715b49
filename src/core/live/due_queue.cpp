#include "core/live/due_queue.h"

#include <cstdint>

namespace lockstep {
namespace {

constexpr std::uint32_t kNowhere = UINT32_MAX;

}  // namespace

void DueQueue::set(Id id, Moment ready) {
  tree_.mark(id).ready = ready;
  if (tree_.place(id) == kNowhere) {
    heap_.push_back(id);
    put(heap_.size() - 1, id);
  }
  rise(tree_.place(id));
  sink(tree_.place(id));
}

void DueQueue::erase(Id id) {
  const std::uint32_t place = tree_.place(id);
  if (place == kNowhere) return;
  tree_.place(id) = kNowhere;
  const Id last = heap_.back();
  heap_.pop_back();
  if (last == id) return;
  put(place, last);
  rise(place);
  sink(tree_.place(last));
}

void DueQueue::clear() {
  for (const Id id : heap_) tree_.place(id) = kNowhere;
  heap_ = std::vector<Id>();  // gives its memory back
}

void DueQueue::put(std::size_t place, Id id) {
  heap_[place] = id;
  tree_.place(id) = static_cast<std::uint32_t>(place);
}

void DueQueue::rise(std::size_t place) {
  const Id id = heap_[place];
  while (place > 0) {
    const std::size_t above = (place - 1) / 2;
    if (!earlier(id, heap_[above])) break;
    put(place, heap_[above]);
    place = above;
  }
  put(place, id);
}

void DueQueue::sink(std::size_t place) {
  const Id id = heap_[place];
  for (std::size_t below = 2 * place + 1; below < heap_.size(); below = 2 * place + 1) {
    if (below + 1 < heap_.size() && earlier(heap_[below + 1], heap_[below])) ++below;
    if (!earlier(heap_[below], id)) break;
    put(place, heap_[below]);
    place = below;
  }
  put(place, id);
}

}  // namespace lockstep
