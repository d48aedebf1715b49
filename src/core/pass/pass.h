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
  // The next record; none if nothing was learnt. If the roots were not what they should be, it is
  // the one of before with what was said of them.
  std::optional<PairRecord> record;
  // PassMemory::folders as they become together with the record; none if they stay as they are.
  // Once a pass was complete, only another complete one changes them.
  std::optional<FolderIdentities> folders;
  // The leaves removed, as the guard counts them.
  std::uint64_t removed_leaves = 0;
  // Both trees after a full pass, as its walk counted them and by what it did.
  Totals totals = {};
  // The paths at which a partial pass has to look again. Empty after a full one.
  std::vector<Leftover> leftovers = {};
  // True if a partial pass met names of a file whose other names it does not know, and treated them
  // as if there were none: only a full pass sees them all.
  bool wants_full_pass = false;
};

// Makes the replica equal. Never throws for anything that the disk does. The roots' volumes and
// folders are checked against the record before anything is written: if they are others the result
// is `unavailable`.
[[nodiscard]] PassOutcome run_pass(const PassInput& input, std::stop_token stop);

// The operations that `run_pass` would execute, in the order of paths; nothing is changed. The
// summary's counts are those of the operations; its result is `held` if the guard would hold.
struct PlanOutcome {
  PassSummary summary;
  std::vector<PlannedOperation> operations;
};
[[nodiscard]] PlanOutcome make_plan(const PassInput& input, std::stop_token stop);

// Reads both trees whole and reports every difference; changes nothing. Differences are given as
// operations that would repair them; contents of all files are compared.
[[nodiscard]] PlanOutcome verify(const PassInput& input, std::stop_token stop);

}  // namespace lockstep
