// The program without its main(): from words to an exit code.
#pragma once

#include <span>
#include <string>

namespace lockstep {

// `words` without the program's own name. Never throws.
[[nodiscard]] int run_program(std::span<const std::string> words);

}  // namespace lockstep
