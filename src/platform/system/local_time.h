// Local time. std::localtime is not safe for several threads, and each system has its own function
// that is.
#pragma once

#include <ctime>

namespace lockstep {

// Returns the time in the time zone of the system, or of the environment (TZ); the beginning of
// 1970 if the system can't convert that moment.
[[nodiscard]] std::tm local_time(std::time_t time);

}  // namespace lockstep
