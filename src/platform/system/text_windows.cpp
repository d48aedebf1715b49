#include "platform/system/text_windows.h"

#include <cstddef>
#include <cstdint>

namespace lockstep {
namespace {

constexpr bool is_high_surrogate(std::uint32_t code) { return code >= 0xd800 && code < 0xdc00; }
constexpr bool is_low_surrogate(std::uint32_t code) { return code >= 0xdc00 && code < 0xe000; }

void append_bytes(std::string& bytes, std::uint32_t code) {
  const auto append = [&](std::uint32_t byte) { bytes += static_cast<char>(byte); };
  if (code < 0x80) {
    append(code);
    return;
  }
  if (code < 0x800) {
    append(0xc0U | code >> 6U);
  } else {
    if (code < 0x10000) {
      append(0xe0U | code >> 12U);
    } else {
      append(0xf0U | code >> 18U);
      append(0x80U | (code >> 12U & 0x3fU));
    }
    append(0x80U | (code >> 6U & 0x3fU));
  }
  append(0x80U | (code & 0x3fU));
}

struct Character {
  std::uint32_t code = 0;
  std::size_t length = 0;
};

// Returns the first character of `bytes`, which are not empty; none for an overlong form, a code
// above U+10FFFF or bytes that end too early.
std::optional<Character> first_character(std::string_view bytes) {
  const auto at = [&](std::size_t index) -> std::uint32_t {
    return static_cast<unsigned char>(bytes[index]);
  };
  const std::uint32_t first = at(0);
  if (first < 0x80) return Character{first, 1};
  if (first < 0xc2 || first > 0xf4) return std::nullopt;
  const std::size_t length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (bytes.size() < length) return std::nullopt;
  std::uint32_t code = first & (0x7fU >> length);
  for (std::size_t index = 1; index < length; ++index) {
    if ((at(index) & 0xc0U) != 0x80) return std::nullopt;
    code = code << 6U | (at(index) & 0x3fU);
  }
  if ((length == 3 && code < 0x800) || (length == 4 && (code < 0x10000 || code > 0x10ffff))) {
    return std::nullopt;
  }
  return Character{code, length};
}

}  // namespace

std::string to_wtf8(std::wstring_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t index = 0; index < text.size(); ++index) {
    std::uint32_t code = static_cast<std::uint16_t>(text[index]);
    if (is_high_surrogate(code) && index + 1 < text.size()) {
      const std::uint32_t next = static_cast<std::uint16_t>(text[index + 1]);
      if (is_low_surrogate(next)) {
        code = 0x10000 + ((code - 0xd800) << 10U) + (next - 0xdc00);
        ++index;
      }
    }
    append_bytes(bytes, code);
  }
  return bytes;
}

std::optional<std::wstring> to_utf16(std::string_view bytes) {
  std::wstring text;
  text.reserve(bytes.size());
  bool after_high_surrogate = false;
  while (!bytes.empty()) {
    const auto character = first_character(bytes);
    if (!character) return std::nullopt;
    bytes.remove_prefix(character->length);
    const std::uint32_t code = character->code;
    if (after_high_surrogate && is_low_surrogate(code)) return std::nullopt;
    after_high_surrogate = is_high_surrogate(code);
    if (code < 0x10000) {
      text += static_cast<wchar_t>(code);
    } else {
      text += static_cast<wchar_t>(0xd800 + ((code - 0x10000) >> 10U));
      text += static_cast<wchar_t>(0xdc00 + ((code - 0x10000) & 0x3ffU));
    }
  }
  return text;
}

}  // namespace lockstep
