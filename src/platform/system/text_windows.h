// Windows' UTF-16 names as our bytes, and back, without loss: a name may hold surrogates that have
// no partner, and WTF-8 writes each as if it were a character (simonsapin.github.io/wtf-8).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lockstep {

[[nodiscard]] std::string to_wtf8(std::wstring_view text);
// None when the bytes are no WTF-8; among what is none: two surrogates that should be one
// character, so that every name has exactly one spelling.
[[nodiscard]] std::optional<std::wstring> to_utf16(std::string_view bytes);

}  // namespace lockstep
