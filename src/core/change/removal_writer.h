// The writer of removals. The source confirms each one at that moment. Leaves go first, then
// folders, the deepest first and only if they are empty, so that an entry that the plan did not
// know keeps its folder.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "core/change/replica_writer.h"
#include "core/model/plan.h"

namespace lockstep {

class RemovalWriter {
 public:
  explicit RemovalWriter(ReplicaWriter& writer) : writer_(writer), context_(writer.context()) {}

  // Removes the entries. Returns when all is done, or a stop was asked for. An entry that can't be
  // removed is a problem, and keeps the folders above it.
  void carry_out(std::vector<Removal> leaves, std::vector<Removal> folders);
  // Returns the number of leaves that were removed so far, as the guard counts them.
  [[nodiscard]] std::uint64_t removed_leaves() const { return removed_leaves_.load(); }

 private:
  void remove_together(std::vector<Removal> removals);
  void remove_one(const Removal& removal);
  [[nodiscard]] static Result<void> confirm(const Removal& removal);

  ReplicaWriter& writer_;
  const Context& context_;
  std::atomic<std::uint64_t> removed_leaves_{0};
};

}  // namespace lockstep
