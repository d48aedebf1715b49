// A command line from words. Pure.
#pragma once

#include <string>
#include <string_view>

namespace lockstep {

// The word as programs read it back (CommandLineToArgvW), quoted where it must be.
[[nodiscard]] std::wstring command_word(std::wstring_view word);

}  // namespace lockstep
