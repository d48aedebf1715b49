// Tells what the standard streams are connected to.
#pragma once

namespace lockstep {

enum class Stream { output, error };

[[nodiscard]] bool is_terminal(Stream stream);
// Returns the columns; 80 if the system does not say.
[[nodiscard]] int terminal_width(Stream stream);

// To be called once, before anything is written. On Windows this makes the console take our texts
// for the UTF-8 that they are, and leaves line ends alone, so that output is the same on every
// system. On Linux a write that can't be done, because a reader went away or for a limit of this
// process's (ulimit -f), becomes an error instead of the end of the process.
void prepare_output();

}  // namespace lockstep
