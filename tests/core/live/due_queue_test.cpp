#include "core/live/due_queue.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace lockstep;

TEST_CASE("the first of the queue is the earliest, whatever is set and erased") {
  const auto seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  MarkTree tree;
  DueQueue queue(tree);
  std::vector<MarkTree::Id> ids;
  for (int each = 0; each < 60; ++each)
    ids.push_back(tree.add(MarkTree::kRoot, std::to_string(each)));
  std::vector<MarkTree::Id> queued;
  for (int step = 0; step < 20'000; ++step) {
    const MarkTree::Id id = ids[random() % ids.size()];
    std::erase(queued, id);
    if (random() % 3 == 0) {
      queue.erase(id);
    } else {
      queue.set(id, Moment() + std::chrono::seconds(random() % 1'000));
      queued.push_back(id);
    }
    REQUIRE(queue.size() == queued.size());
    if (step % 100 != 0) continue;
    // Taken from the front they come in order.
    std::ranges::sort(queued, {}, [&](MarkTree::Id each) { return tree.mark(each).ready; });
    for (const MarkTree::Id next : queued) {
      REQUIRE(tree.mark(queue.first()).ready == tree.mark(next).ready);
      queue.erase(queue.first());
    }
    REQUIRE(queue.empty());
    queued.clear();
  }
}
