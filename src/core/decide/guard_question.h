// Counts what a plan would cost the replica, for the guard. Pure.
#pragma once

#include <cstdint>

#include "core/decide/guard.h"
#include "core/model/findings.h"
#include "core/model/record.h"

namespace lockstep {

// Counts the leaves that the plan removes, and the bytes that they hold. A folder in which
// something stays is not counted, since it stays, too.
[[nodiscard]] Loss counted_removals(const Plan& plan);

// True if no pass was ever let through into this replica folder (RootRecord::folder). A folder
// counts as the one on record if it is not known which one it is. `record` is null if there is
// none.
[[nodiscard]] bool is_first_pass(const PairRecord* record, const std::string& replica_folder);

// The facts that the guard needs beside the walk's findings.
struct GuardFacts {
  const PairRecord* record = nullptr;  // null: there is none
  bool first_pass = false;             // see is_first_pass
  Loss newer_names = {};  // files that are newer than what replaces them, with several names
  std::uint64_t recent_removals = 0;  // by this process, within the last hour
};

[[nodiscard]] GuardQuestion guard_question(const Findings& findings, const GuardFacts& facts);

}  // namespace lockstep
