// Begins a program's life, before everything else.
#pragma once

#include <string>
#include <vector>

namespace lockstep {

// Prepares standard output and standard error, and returns the words that the user wrote after the
// program's name: bytes as they are, on Windows UTF-8. Takes main()'s arguments.
[[nodiscard]] std::vector<std::string> start_program(int count, char** words);

}  // namespace lockstep
