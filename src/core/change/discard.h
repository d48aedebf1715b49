// The one way by which the replica loses something: every removal, every replacement, and what
// makes room for a folder. No other file of this room asks the disk for that
// (tests/check_layers.cmake). Here everything is known that is needed to keep what is lost: its
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

// The reason as people read it.
[[nodiscard]] const char* text(LossReason reason);

// What is lost, as the plan saw it.
struct Lost {
  const Pair& folder;
  Name name;
  const Entry& entry;
  LossReason reason;
};

// Removes what is lost, or lets what `ending` names take its place. `replica` is the open folder of
// `lost.folder`. `changed`: it is not what the plan saw any more, and stays.
using Ending = decltype(Destruction::act);
[[nodiscard]] Result<Performed> discard(Directory& replica, const Lost& lost, const Ending& ending);

// Removes a temporary that this process has just made. If it stays, the next pass removes it.
void discard_temporary(Directory& replica, Name temporary);

}  // namespace lockstep
