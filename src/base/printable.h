// Makes names fit for people to see: whatever bytes they hold, a line stays one line, and a
// terminal shows what is there.
#pragma once

#include <string>
#include <string_view>

namespace lockstep {

// Returns `bytes` with these escaped, and everything else as it is:
//   newline, tab, carriage return                        \n \t \r
//   other control characters and DEL                     \x1b
//   bytes that are not valid UTF-8                       \xff
//   C1 controls, line separators, bidirectional marks    \u0085 \u2028 \u202e
// A backslash is not doubled: the text can be copied as long as nothing was escaped. The result is
// valid UTF-8.
[[nodiscard]] std::string printable(std::string_view bytes);

// Does the same, and doubles a backslash that was there already, so that a program can undo it.
// (The JSON writer then quotes every backslash once more.)
[[nodiscard]] std::string printable_for_json(std::string_view bytes);

}  // namespace lockstep
