// Text as the system's wide functions want it: UTF-16, where ours is UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace lockstep {

// What is no valid text is replaced by U+FFFD.
[[nodiscard]] std::wstring wide_text(std::string_view text);
[[nodiscard]] std::string narrow_text(std::wstring_view text);

}  // namespace lockstep
