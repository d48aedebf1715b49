// A command line in words, as C programs have it. Pure.
//
// Not CommandLineToArgvW: SHELL32 brings USER32 along, and to a console's process that has loaded
// that the system tells neither that the user logs off nor that it shuts down
// (SetConsoleCtrlHandler, learn.microsoft.com).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lockstep {

// The program's own name, as it was written, is the first; none of an empty line.
[[nodiscard]] std::vector<std::wstring> words_of(std::wstring_view command_line);

}  // namespace lockstep
