// Turns what a watcher tells into marks: leaves out the names that a pass would not see, since our
// own log below a source would otherwise cause a pass for each of its lines, which would be a line.
#pragma once

#include <span>

#include "core/live/dirty_set.h"
#include "core/model/policy.h"
#include "platform/watch/watch_event.h"

namespace lockstep {

// Marks what was told in the set. `everything` is left to the caller.
void mark_events(std::span<const WatchEvent> events, const MirrorPolicy& policy, Moment now,
                 DirtySet& set);

}  // namespace lockstep
