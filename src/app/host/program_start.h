// Begins a program's life, before everything else.
#pragma once

#include <string>
#include <vector>

namespace lockstep {

// Readies standard output and standard error, and says what the user wrote after the program's
// name: bytes as they are, on Windows UTF-8. Takes what main() got.
[[nodiscard]] std::vector<std::string> start_program(int count, char** words);

}  // namespace lockstep
