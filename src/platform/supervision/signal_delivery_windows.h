// The way of a signal from where the system tells it (the console's handler, the SCM's) to the
// thread that watches for signals.
#pragma once

#include "platform/supervision/signals.h"

namespace lockstep {

// Delivers a signal, from any thread. Does nothing while nobody watches.
void deliver_signal(Signal signal);

}  // namespace lockstep
