// Which volume is mounted at a folder, as the walk asks for it and a pass writes it down.
#pragma once

#include <string>

#include "base/entry.h"
#include "core/model/policy.h"

namespace lockstep {

class Directory;

// Which volume's root the folder of that name is (Volume::identity); empty when that can't be told,
// and where other volumes are not entered: looking would mount some.
[[nodiscard]] std::string volume_mounted_at(const Directory& parent, Name name,
                                            const MirrorPolicy& policy);

}  // namespace lockstep
