// The safety valve, apart from the algorithm: totals in, `go` or reasons to hold out. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/policy.h"
#include "core/model/release_words.h"

namespace lockstep {

struct GuardInput {
  RemovalLimit limit;
  ReleaseWords release;
  bool first_pass = false;            // no pass was let through into this folder
  bool approve = false;               // --approve
  bool allow_empty_source = false;
  std::uint64_t removals = 0;         // leaves that this plan removes
  std::uint64_t removed_bytes = 0;    // what those leaves hold
  std::uint64_t recent_removals = 0;  // leaves removed within the last hour by this process
  std::uint64_t newer_replaced = 0;   // replica's files that are newer than what replaces them
  std::uint64_t newer_bytes = 0;      // what those files hold
  // Removals and newer files together, as far as they lie in folders that no pass has looked into
  // before, and what they hold.
  std::uint64_t foreign = 0;
  std::uint64_t foreign_bytes = 0;
  std::uint64_t source_entries = 0;   // after filters
  std::uint64_t replica_entries = 0;
  std::uint64_t replica_leaves = 0;
  std::uint64_t replica_bytes = 0;  // what all the replica's files hold
  std::vector<std::string>
      lost_mounts;     // source folders that were other volumes' roots and are not any more
  std::vector<std::string> changed_mounts;  // the replica's, where another volume came or went
  std::vector<std::string> examples;        // up to three paths that a first pass would touch
  // What `lockstep approve` lets through.
  std::optional<std::uint64_t> approved_removals;
  std::uint64_t approved_newer = 0;
  bool approved_empty_source = false;
  bool approved_first_pass = false;
  // Mounts, below which the held pass had counted nothing.
  bool approved_mounts = false;
};

struct GuardVerdict {
  bool asked = false;              // false: the pass ended before
  bool hold_removals = false;      // nothing is removed
  bool hold_replacements = false;  // nothing newer is replaced
  bool first_pass = false;         // held as a first pass into a foreign folder
  bool empty_source = false;
  std::uint64_t newer_replaced = 0;  // as asked
  std::vector<std::string> reasons;  // sentences, each with what releases it
  [[nodiscard]] bool go() const { return reasons.empty(); }
};

[[nodiscard]] GuardVerdict judge(const GuardInput& input);

// More removed leaves than this are held.
[[nodiscard]] std::uint64_t removal_limit(const RemovalLimit& limit, std::uint64_t replica_entries);

}  // namespace lockstep
