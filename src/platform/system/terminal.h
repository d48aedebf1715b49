// What the standard streams are connected to.
#pragma once

namespace lockstep {

enum class Stream { output, error };

[[nodiscard]] bool is_terminal(Stream stream);
// Columns; 80 when the system does not say.
[[nodiscard]] int terminal_width(Stream stream);

// To be called once, before anything is written. Windows: makes the console take our texts for the
// UTF-8 that they are, and leaves line ends alone, so that output is the same on every system.
// Linux: a write that can't be done, for a reader that went away or a limit of this process's
// (ulimit -f), is an error and not the end of the process.
void prepare_output();

}  // namespace lockstep
