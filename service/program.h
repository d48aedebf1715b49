// The program without its main(): it turns words into an exit code.
#pragma once

#include <span>
#include <string>

namespace lockstep {

// Runs the program. `words` are without the program's own name. Never throws.
[[nodiscard]] int run_program(std::span<const std::string> words);

}  // namespace lockstep
