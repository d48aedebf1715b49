// A moment of the clock that never jumps. It is an argument wherever time matters to live watching;
// nothing there reads a clock.
#pragma once

#include <chrono>

namespace lockstep {

using Moment = std::chrono::steady_clock::time_point;

}  // namespace lockstep
