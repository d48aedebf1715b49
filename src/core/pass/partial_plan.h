// Takes out of the plan of a partial pass what has to wait: names of files whose other names must be
// looked at together with them, and removals that may not be made yet. All of it is left over
// (Leftover).
#pragma once

#include <cstdint>

#include "core/pass/tree_comparison.h"

namespace lockstep {

// What is to become of a name of a file depends on the file's other names. Those that are known are
// looked at together with it soon. Returns true if there are names whose others are not known: they
// are treated as all that there are, and a full pass is wanted.
// Names that are not removed yet ask for no look: two groups in a folder that waits for its removal
// would ask for each other again and again.
enum class RemovalsAre : std::uint8_t { made, not_made };
[[nodiscard]] bool leave_over_incomplete_groups(TreeComparison& comparison,
                                                const PartialPass& partial, RemovalsAre removals);

// Counts the leaves that the plan removes and that count as lost.
[[nodiscard]] Loss count_losses(const Plan& plan, const PartialPass& partial);

// Leaves all removals over, and what is to be made in their place, if they may not be made yet.
// Returns true if it did: hard links in their place are not in the plan yet, and must wait, too.
[[nodiscard]] bool leave_over_removals(TreeComparison& comparison, const PartialPass& partial);

}  // namespace lockstep
