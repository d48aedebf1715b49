// Tells which volume a folder lies on.
#pragma once

#include "base/result.h"
#include "base/volume.h"

namespace lockstep {

[[nodiscard]] Result<Volume> volume_of(int folder);
// See Directory::persistent_id.
[[nodiscard]] Result<std::string> lasting_identity_of(int folder);

}  // namespace lockstep
