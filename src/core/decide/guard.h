// The safety valve, apart from the algorithm: it turns totals into `go` or reasons to hold. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/held.h"
#include "core/model/policy.h"
#include "core/model/release_words.h"
#include "core/model/totals.h"

namespace lockstep {

// The cost of a plan for the replica.
struct GuardQuestion {
  Totals totals = {};
  bool first_pass = false;  // no pass was let through into this folder
  Loss removals = {};       // leaves that the plan removes, and that count as lost
  Loss short_lived = {};    // leaves that it removes, too, but that were made a short while ago
  Loss newer = {};          // files of the replica that are newer than what replaces them
  // The part of both that lies in folders which no pass has looked into before.
  Loss foreign = {};
  std::uint64_t recent_removals = 0;  // leaves removed within the last hour by this process
  std::vector<std::string> lost_mounts = {};     // as in Findings
  std::vector<std::string> changed_mounts = {};  // as in Findings
  std::vector<std::string> examples = {};  // up to three paths that a first pass would touch
};

// The terms of the guard: how much may be lost without somebody's word, and what somebody said.
struct GuardTerms {
  RemovalLimit limit = {};
  bool approve = false;  // --approve
  bool allow_empty_source = false;
  std::optional<Held> approved = {};  // by `lockstep approve`
  ReleaseWords release = {};
};

struct GuardVerdict {
  bool asked = false;              // false if the pass ended before that
  bool hold_removals = false;      // nothing is removed
  bool hold_replacements = false;  // nothing newer is replaced
  bool first_pass = false;         // held as a first pass into a foreign folder
  bool empty_source = false;
  std::uint64_t newer_replaced = 0;  // as asked
  std::vector<std::string> reasons = {};  // sentences, each with what releases it
  [[nodiscard]] bool go() const { return reasons.empty(); }
};

[[nodiscard]] GuardVerdict judge(const GuardQuestion& question, const GuardTerms& terms);

// More removed leaves than this are held.
[[nodiscard]] std::uint64_t removal_limit(const RemovalLimit& limit, std::uint64_t replica_entries);

}  // namespace lockstep
