// Handles a stop that may last: a flush to a slow disk can't be cut short, so the supervisor is
// asked for more time meanwhile.
#pragma once

#include <functional>

#include "platform/supervision/supervisor.h"

namespace lockstep {

// Calls `stop`, and asks `supervisor` for more time again and again until it returns, but not for
// ever.
void stop_in_time(Supervisor& supervisor, const std::function<void()>& stop);

}  // namespace lockstep
