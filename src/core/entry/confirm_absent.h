// The last question before something is removed from the replica or renamed there: whether the
// source still lacks that name.
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

// Succeeds if the source's open folder says that it lacks this name. For a tree that the source
// lacks, its top is asked for, once. Fails with `changed` if the source has the name again; any
// other answer is an error, too, so that nothing is removed without confirmation. May be called by
// several threads.
[[nodiscard]] Result<void> confirm_absent(const AbsentName& name);

}  // namespace lockstep
