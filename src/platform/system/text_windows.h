// Turns Windows' UTF-16 names into our bytes, and back, without loss: a name may hold surrogates
// that have no partner, and WTF-8 writes each as if it were a character
// (simonsapin.github.io/wtf-8).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lockstep {

[[nodiscard]] std::string to_wtf8(std::wstring_view text);
// Returns none if the bytes are not WTF-8. Two surrogates that should be one character are not, so
// that every name has exactly one spelling.
[[nodiscard]] std::optional<std::wstring> to_utf16(std::string_view bytes);

}  // namespace lockstep
