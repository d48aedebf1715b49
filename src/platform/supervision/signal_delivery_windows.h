// The way of a signal from where the system tells it (the console's handler, the SCM's) to whoever
// watches for signals.
#pragma once

#include "platform/supervision/signals.h"

namespace lockstep {

// Any thread. Does nothing while nobody watches.
void deliver_signal(Signal signal);

}  // namespace lockstep
