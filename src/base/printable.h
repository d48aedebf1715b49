// Names as people may see them: whatever bytes they hold, a line stays one line, and a terminal
// shows what is there.
#pragma once

#include <string>
#include <string_view>

namespace lockstep {

// `bytes` with these escaped, and everything else as it is:
//   newline, tab, carriage return                        \n \t \r
//   other control characters and DEL                     \x1b
//   bytes that are not valid UTF-8                       \xff
//   C1 controls, line separators, bidirectional marks    \u0085 \u2028 \u202e
// A backslash is not doubled: what is shown can be copied as long as nothing was escaped. The
// result is valid UTF-8.
[[nodiscard]] std::string printable(std::string_view bytes);

// The same with a backslash that was there already doubled, so that a program can undo it. (The
// JSON writer then quotes every backslash once more.)
[[nodiscard]] std::string printable_for_json(std::string_view bytes);

}  // namespace lockstep
