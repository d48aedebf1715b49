// Names of our own temporaries: ".lockstep-" and 16 hexadecimal digits.
#pragma once

#include <string>

#include "base/entry.h"

namespace lockstep {

[[nodiscard]] bool is_own_temporary(Name name);
// The same for an entry. We never make a folder under such a name, so one that has it is anybody's,
// and what could not be examined may be a folder.
[[nodiscard]] bool is_own_temporary(const Entry& entry);
// Random: nobody can plant something there beforehand.
[[nodiscard]] std::string new_temporary_name();

}  // namespace lockstep
