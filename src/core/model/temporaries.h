// Names of our own temporaries: ".lockstep-" and 16 hexadecimal digits.
#pragma once

#include <string>

#include "base/entry.h"

namespace lockstep {

[[nodiscard]] bool is_own_temporary(Name name);
// True if an entry has such a name. We never make a folder under one, so a folder that has it is
// anybody's; an entry that could not be examined may be a folder.
[[nodiscard]] bool is_own_temporary(const Entry& entry);
// Returns a random name, so that nobody can plant anything there beforehand.
[[nodiscard]] std::string new_temporary_name();

}  // namespace lockstep
