// The folders of one tree at which other volumes are mounted.
#pragma once

#include <map>
#include <string>

namespace lockstep {

// Maps paths below the root to the identity of the volume that is mounted there (Volume::identity);
// an empty identity is not known.
using Mounts = std::map<std::string, std::string>;

}  // namespace lockstep
