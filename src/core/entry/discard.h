// The one way by which the replica loses something: every removal, every replacement, and every
// entry that makes room for a folder. No other file of this folder asks the disk for that
// (tests/check_layers.cmake). All that one would need to keep the lost entry is known here: its
// path, what it is, why it goes, and what takes its place.
#pragma once

#include <variant>

#include "core/model/pair.h"
#include "platform/disk/perform.h"

namespace lockstep {

enum class LossReason {
  not_in_source,
  excluded,  // the source may have it: --delete-excluded
  replaced,  // another version, or another kind of entry, takes its place
  litter,  // one of our temporaries, left by a pass that was cut short
};

// Returns the reason as people read it.
[[nodiscard]] const char* text(LossReason reason);

// An entry that is about to be lost, as the plan saw it.
struct Lost {
  const Pair& folder;
  Name name;
  const Entry& entry;
  LossReason reason;
};

// Removes the entry, or lets another take its place, as `ending` says. `replica` is the open folder
// of `lost.folder`. Fails with `changed` if the entry is no longer what the plan saw; then it
// stays.
using Ending = decltype(Destruction::act);
[[nodiscard]] Result<Performed> discard(Directory& replica, const Lost& lost, const Ending& ending);

// Removes a temporary that this process has just made. If it stays, the next pass removes it.
void discard_temporary(Directory& replica, Name temporary);

}  // namespace lockstep
