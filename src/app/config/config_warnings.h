// Finds what is allowed in a configuration but probably not meant; `config check` prints it.
#pragma once

#include <string>
#include <vector>

#include "app/config/settings.h"

namespace lockstep {

// Returns sentences about the enabled jobs: about a source that is not there, and about jobs that
// mirror in a ring. Looks at the disk for the sources alone.
[[nodiscard]] std::vector<std::string> warnings_of(const Settings& settings);

}  // namespace lockstep
