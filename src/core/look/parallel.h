// Hands a list of operations to the pool in pieces: many small ones together, a large one alone.
#pragma once

#include <memory>
#include <vector>

#include "base/worker_pool.h"

namespace lockstep {

// Submits `operate(item)` for every item; `weigh(item)` is its size in bytes. Returns at once; the
// items live until all of them are done. The list itself is taken over.
template <typename Item, typename Weigh, typename Operate>
void for_each_in_parallel(WorkerPool& pool, std::vector<Item>& items, Weigh weigh,
                          Operate operate) {
  constexpr std::size_t kMostItems = 32;
  constexpr std::uint64_t kMostBytes = 1024 * 1024;
  if (items.empty()) return;
  const auto shared = std::make_shared<const std::vector<Item>>(std::move(items));
  items.clear();
  std::size_t first = 0;
  std::uint64_t bytes = 0;
  for (std::size_t next = 0; next < shared->size(); ++next) {
    bytes += weigh((*shared)[next]);
    const bool full =
        next + 1 - first >= kMostItems || bytes >= kMostBytes || next + 1 == shared->size();
    if (!full) continue;
    pool.submit([shared, operate, first, last = next + 1] {
      for (std::size_t i = first; i < last; ++i) operate((*shared)[i]);
    });
    first = next + 1;
    bytes = 0;
  }
}

}  // namespace lockstep
