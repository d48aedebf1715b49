// Turns the system's answers into an Error.
#pragma once

#include "base/result.h"

namespace lockstep {

// Returns the meaning of one of the system's codes: errno, on Windows GetLastError().
[[nodiscard]] ErrorKind os_error_kind(int code);

// Returns the error of that code, with the system's own sentence as its reason.
[[nodiscard]] Error os_error(int code);

// Returns the same error with another kind, for callers that know better than the table what the
// code means.
[[nodiscard]] Error os_error(int code, ErrorKind kind);

}  // namespace lockstep
