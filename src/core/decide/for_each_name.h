// Goes through two listings as if they were one.
#pragma once

#include <vector>

#include "base/entry.h"

namespace lockstep {

// Calls `each(source, replica)` once for every name of two sorted listings, in their order; the
// side that lacks the name is null.
template <typename Each>
void for_each_name(const std::vector<Entry>& source, const std::vector<Entry>& replica, Each each) {
  auto left = source.begin();
  auto right = replica.begin();
  while (left != source.end() || right != replica.end()) {
    const int order = left == source.end()     ? 1
                      : right == replica.end() ? -1
                                               : left->name.compare(right->name);
    const Entry* const in_source = order <= 0 ? &*left++ : nullptr;
    const Entry* const in_replica = order >= 0 ? &*right++ : nullptr;
    each(in_source, in_replica);
  }
}

}  // namespace lockstep
