// What the standard streams are connected to.
#pragma once

namespace lockstep {

enum class Stream { output, error };

[[nodiscard]] bool is_terminal(Stream stream);
// Columns; 80 when the system does not say.
[[nodiscard]] int terminal_width(Stream stream);

}  // namespace lockstep
