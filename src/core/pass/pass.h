// One pass: compare → plan → guard → apply over an open source and an open replica.
#pragma once

#include <optional>
#include <stop_token>
#include <vector>

#include "core/model/pass_input.h"
#include "core/model/planned_operation.h"
#include "core/model/summary.h"

namespace lockstep {

struct PassOutcome {
  PassSummary summary;
  // What the record should become; none when nothing was learnt. Where the roots were not what
  // they should be, it is the one of before with what was told of them.
  std::optional<PairRecord> record;
  // What PassInput::folders become together with the record; none: they stay as they are. Once a
  // pass was complete, only another such one changes them.
  std::optional<FolderIdentities> folders;
  // Leaves removed, as the guard counts them.
  std::uint64_t removed_leaves = 0;
};

// Makes the replica equal. Never throws for anything that the disk does. The roots' volumes and
// folders are checked against the record before anything is written: others are `unavailable`.
[[nodiscard]] PassOutcome run_pass(const PassInput& input, std::stop_token stop);

// What `run_pass` would do, in the order of paths; changes nothing. The summary's counts are those
// of the operations; its result is `held` when the guard would hold.
struct PlanOutcome {
  PassSummary summary;
  std::vector<PlannedOperation> operations;
};
[[nodiscard]] PlanOutcome make_plan(const PassInput& input, std::stop_token stop);

// Reads both trees whole and tells every difference; changes nothing. Differences are given as
// operations that would repair them; contents of all files are compared.
[[nodiscard]] PlanOutcome verify(const PassInput& input, std::stop_token stop);

}  // namespace lockstep
