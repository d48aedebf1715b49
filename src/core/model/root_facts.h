// The facts that a pass finds about its two roots, before it looks at anything in them.
#pragma once

#include <string>

#include "base/entry.h"
#include "base/volume.h"
#include "core/model/record.h"

namespace lockstep {

struct RootFacts {
  Entry entry = {};  // the root itself
  Volume volume = {};
  std::string volume_name = {};  // Directory::describe_volume
  RootRecord record = {};
};

// A replica that does not exist yet has no facts.
struct RootsFacts {
  RootFacts source = {};
  RootFacts replica = {};
};

}  // namespace lockstep
