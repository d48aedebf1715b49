// Words an exception. As a rule the system had no memory or no thread left to give.
#pragma once

#include <exception>
#include <string>

namespace lockstep {

// Returns "the system has no more memory for this program" or "internal error: …".
[[nodiscard]] std::string refusal_text(const std::exception& exception);

// Returns the same for an exception that was kept, which must not be null.
[[nodiscard]] std::string refusal_text(const std::exception_ptr& exception);

// Writes the same about the exception that is being handled, as one line on standard error. Takes
// no memory.
void tell_refusal();

// Makes an exception that nobody catches end the program with one line on standard error and exit
// code 70 from now on, not with a signal. A file that a pass had not yet published has no name in
// the replica, or that of a temporary, which the next pass removes.
void end_without_a_signal();

}  // namespace lockstep
