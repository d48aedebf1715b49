// How much a thread gives way to the other programs of the machine.
#pragma once

#include "base/result.h"

namespace lockstep {

enum class IoPriority {
  idle,  // only when nobody else uses the disk
  low,  // after the others
  normal,  // as the process was started
};

struct ThreadPriority {
  IoPriority io = IoPriority::normal;
  int nice = 0;  // 0: as the process was started; 19 gives way most
};

// For the calling thread alone and those that it starts afterwards. On failure what could be set is
// set. What the system's disk scheduler
// does with the classes is its own business: some ignore them.
[[nodiscard]] Result<void> set_thread_priority(const ThreadPriority& priority);

}  // namespace lockstep
