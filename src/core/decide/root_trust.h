// Decides how far the record of the last complete pass may vouch for what is below the roots,
// judged by the roots alone. Pure.
#pragma once

#include "base/timestamp.h"
#include "core/model/record.h"
#include "core/model/root_facts.h"

namespace lockstep {

// True if a root may hold other files of the same sizes and times than at the last complete pass:
// the source lies elsewhere (a link that points to another folder, another volume), or one of the
// volumes was set back to an earlier state. A replica that is another folder is treated as in a
// first pass, by sizes and times.
[[nodiscard]] bool may_hold_other_contents(const RootsFacts& now, const PairRecord& record);

// True if both roots are the folders of the last complete pass, which began at `before`, and
// nothing was mounted over them or moved to their places since.
[[nodiscard]] bool are_the_known_roots(const RootsFacts& now, const PairRecord& record,
                                       Timestamp before);

}  // namespace lockstep
