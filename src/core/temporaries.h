// Names of our own temporaries: ".lockstep-" and 16 hexadecimal digits.
#pragma once

#include <string>

#include "base/entry.h"

namespace lockstep {

[[nodiscard]] bool is_own_temporary(Name name);
// Random: nobody can plant something there beforehand.
[[nodiscard]] std::string new_temporary_name();

}  // namespace lockstep
