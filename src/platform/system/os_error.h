// What the system answered, as an Error.
#pragma once

#include "base/result.h"

namespace lockstep {

// The meaning of one of the system's codes: errno, on Windows GetLastError().
[[nodiscard]] ErrorKind os_error_kind(int code);

// The error of that code, with the system's own sentence as its reason.
[[nodiscard]] Error os_error(int code);

// The same, where the caller knows better than the table what the code means here.
[[nodiscard]] Error os_error(int code, ErrorKind kind);

}  // namespace lockstep
