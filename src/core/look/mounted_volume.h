// Tells which volume is mounted at a folder, as the walk asks for it and a pass writes it down.
#pragma once

#include <string>

#include "base/entry.h"
#include "core/model/policy.h"

namespace lockstep {

class Directory;

// Returns which volume's root the folder of that name is (Volume::identity); empty if that can't be
// told, and if other volumes are not entered: looking would mount some.
[[nodiscard]] std::string volume_mounted_at(const Directory& parent, Name name,
                                            const MirrorPolicy& policy);

}  // namespace lockstep
