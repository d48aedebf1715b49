// The two open folders of a pair, in which a step of the walk works.
#pragma once

#include <memory>

#include "core/model/pair.h"
#include "core/model/volume_state.h"
#include "platform/disk/directory.h"

namespace lockstep {

// All of it is borrowed.
struct OpenPair {
  const std::shared_ptr<Pair>& pair;
  Directory& source;
  Directory& replica;
  VolumeState& volume;  // the replica's
};

}  // namespace lockstep
