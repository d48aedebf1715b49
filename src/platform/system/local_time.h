// Clocks on the wall: std::localtime is not for several threads, and each system has its own word
// for the one that is.
#pragma once

#include <ctime>

namespace lockstep {

// In the time zone of the system, or of the environment (TZ). The beginning of 1970 when the system
// has no word for that moment.
[[nodiscard]] std::tm local_time(std::time_t time);

}  // namespace lockstep
