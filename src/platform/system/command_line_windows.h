// Splits a command line into words, as C programs do. Pure.
//
// CommandLineToArgvW would do the same, but SHELL32 brings USER32 along, and to a console's process
// that has loaded that the system tells neither that the user logs off nor that it shuts down
// (SetConsoleCtrlHandler, learn.microsoft.com).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lockstep {

// Returns the words; the first is the program's own name, as it was written. An empty line has
// none.
[[nodiscard]] std::vector<std::wstring> words_of(std::wstring_view command_line);

}  // namespace lockstep
