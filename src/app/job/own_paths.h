// The files that Lockstep itself writes. A pass leaves them alone if they lie below a root.
#pragma once

#include <string>
#include <vector>

#include "app/config/settings.h"

namespace lockstep {

// Returns the log's files, rotated ones included, and the state folder, as the user named them.
[[nodiscard]] std::vector<std::string> own_paths(const Settings& settings);

}  // namespace lockstep
