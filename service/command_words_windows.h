// Builds a command line from words. Pure.
#pragma once

#include <string>
#include <string_view>

namespace lockstep {

// Returns the word in the form that programs read back (CommandLineToArgvW), quoted if it must be.
[[nodiscard]] std::wstring command_word(std::wstring_view word);

}  // namespace lockstep
