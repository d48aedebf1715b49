// What is not wrong with a configuration and probably not meant, for `config check`.
#pragma once

#include <string>
#include <vector>

#include "app/config/settings.h"

namespace lockstep {

// Sentences about the enabled jobs: a source that is not there, jobs that mirror in a ring. Looks
// at the disk for the sources alone.
[[nodiscard]] std::vector<std::string> warnings_of(const Settings& settings);

}  // namespace lockstep
