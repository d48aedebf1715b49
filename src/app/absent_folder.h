// An empty folder that only exists for the reader: what `plan` and `verify` compare with where the
// replica was not created yet. Everything that would change it fails.
#pragma once

#include <memory>
#include <string>

#include "platform/directory.h"

namespace lockstep {

// On the volume where `path` would be created.
[[nodiscard]] Result<std::unique_ptr<Directory>> stand_in_for(const std::string& path);

}  // namespace lockstep
