// Asks the source, just before something is removed from the replica or renamed there, whether it
// still lacks that name.
#pragma once

#include <optional>
#include <string>

#include "core/model/plan.h"

namespace lockstep {

// A name of the replica whose removal the plan wants.
struct AbsentName {
  const PairPointer& folder;
  const std::string& name;
  bool is_folder = false;
  const std::optional<OtherSpelling>& other_spelling;
};

// Succeeds if the source's open folder says that it lacks this name; of a tree its top is asked
// for, once. `changed` when the source has it again; any other answer is an error, too: nothing
// that could not be confirmed is removed. May be called by several threads.
[[nodiscard]] Result<void> confirm_absent(const AbsentName& name);

}  // namespace lockstep
