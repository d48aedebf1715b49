// Words an exception: as a rule the system had no memory or no thread left to give.
#pragma once

#include <exception>
#include <string>

namespace lockstep {

// "the system has no more memory for this program", "internal error: …".
[[nodiscard]] std::string refusal_text(const std::exception& exception);

// The same of an exception that was kept; not null.
[[nodiscard]] std::string refusal_text(const std::exception_ptr& exception);

// The same of the exception that is being handled, as one line on standard error. Takes no memory.
void tell_refusal();

// From now on an exception that nobody catches ends the program with one line on standard error and
// exit code 70, not with a signal. What a pass had not yet published has no name in the replica, or
// that of a temporary, which the next pass removes.
void end_without_a_signal();

}  // namespace lockstep
