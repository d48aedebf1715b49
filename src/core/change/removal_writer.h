// Removals: each one confirmed by the source at that moment, leaves first, folders deepest first
// and only when they are empty, so that what the plan did not know stops them.
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

  // Returns when all is done, or a stop was asked for. What can't be removed is a problem, and
  // keeps the folders above it.
  void carry_out(std::vector<Removal> leaves, std::vector<Removal> folders);
  // Leaves that were removed so far, as the guard counts them.
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
