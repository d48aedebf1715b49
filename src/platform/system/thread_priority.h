// Sets how much a thread gives way to the other programs of the machine.
#pragma once

#include "base/result.h"

namespace lockstep {

enum class IoPriority {
  idle,  // the thread reads and writes only when nobody else uses the disk
  low,  // after the others
  normal,  // as the process was started
};

struct ThreadPriority {
  IoPriority io = IoPriority::normal;
  int nice = 0;  // 0 leaves it as the process was started; 19 gives way most
};

// Sets the priority of the calling thread and, on Linux, of those that it starts afterwards. On
// failure it has set what could be set. The system's disk scheduler decides what the classes mean;
// some ignore them.
[[nodiscard]] Result<void> set_thread_priority(const ThreadPriority& priority);

}  // namespace lockstep
