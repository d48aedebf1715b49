// A mark says at which path of the source a pass has to look again, how far below it, and how long
// the path has to be left alone before. It says nothing of what is there.
#pragma once

#include <cstdint>

#include "base/relative_path.h"

namespace lockstep {

enum class MarkExtent : std::uint8_t {
  look,  // at this entry
  list,  // and at the names in this folder
  deep,  // and at everything below it
};

enum class Settling : std::uint8_t {
  settled,  // closed, renamed, removed, or its metadata changed: nothing more is expected
  fresh,    // made just now: others may follow at once, as an editor renames its temporary
  writing,  // is being written by somebody who has not closed it
  retry,    // a pass could not finish it
  verify,   // is believed to be equal, and is looked at when there is nothing else to do
};

struct Mark {
  RelativePath path = {};
  MarkExtent extent = MarkExtent::look;
  Settling settling = Settling::settled;
  // How often in a row it could not be finished, for `retry` alone: Work::next_try tells.
  std::uint8_t tries = 1;
};

}  // namespace lockstep
