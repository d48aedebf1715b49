#include "base/printable.h"

#include <algorithm>
#include <cstdint>

namespace lockstep {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

struct Character {
  std::size_t length = 0;  // 0 if these bytes are not UTF-8
  std::uint32_t code = 0;
};

// Reads the character that `bytes` begins with. Surrogates, overlong forms and codes above U+10FFFF
// are not UTF-8.
Character decode(std::string_view bytes) {
  const auto at = [&](std::size_t index) { return static_cast<unsigned char>(bytes[index]); };
  const unsigned first = at(0);
  if (first < 0x80) {
    return {1, first};
  }
  const std::size_t length = first < 0xc2   ? 0
                             : first < 0xe0 ? 2
                             : first < 0xf0 ? 3
                             : first < 0xf5 ? 4
                                            : 0;
  if (length == 0 || bytes.size() < length) {
    return {};
  }
  std::uint32_t code = first & (0x7fU >> length);
  for (std::size_t index = 1; index < length; ++index) {
    if ((at(index) & 0xc0U) != 0x80) {
      return {};
    }
    code = code << 6U | (at(index) & 0x3fU);
  }
  if (length == 3 && (code < 0x800 || (code >= 0xd800 && code <= 0xdfff))) {
    return {};
  }
  if (length == 4 && (code < 0x10000 || code > 0x10ffff)) {
    return {};
  }
  return {length, code};
}

// True for characters beyond ASCII that end a line or turn the text around them.
bool disturbs(std::uint32_t code) {
  return (code >= 0x80 && code <= 0x9f) || code == 0x2028 || code == 0x2029 ||
         (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

void append_byte(std::string& text, char byte) {
  const auto value = static_cast<unsigned char>(byte);
  switch (byte) {
    case '\n':
      text += "\\n";
      return;
    case '\t':
      text += "\\t";
      return;
    case '\r':
      text += "\\r";
      return;
    default:
      text.append("\\x").append(1, kHexDigits[value >> 4U]).append(1, kHexDigits[value & 15U]);
  }
}

void append_code(std::string& text, std::uint32_t code) {  // all of them have four digits
  text += "\\u";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) {
    text += kHexDigits[code >> shift & 15U];
  }
}

enum class Backslash { as_it_is, doubled };

std::string escaped(std::string_view bytes, Backslash backslash) {
  const auto plain = [&](char byte) {
    return byte >= ' ' && byte <= '~' && (byte != '\\' || backslash == Backslash::as_it_is);
  };
  std::string text;
  while (!bytes.empty()) {
    const auto run =
        static_cast<std::size_t>(std::ranges::find_if_not(bytes, plain) - bytes.begin());
    text.append(bytes.substr(0, run));
    bytes.remove_prefix(run);
    if (bytes.empty()) {
      break;
    }

    const Character character = decode(bytes);
    const std::size_t length = std::max<std::size_t>(character.length, 1);
    if (bytes[0] == '\\') {
      text += "\\\\";
    } else if (character.length <= 1) {
      append_byte(text, bytes[0]);
    } else if (disturbs(character.code)) {
      append_code(text, character.code);
    } else {
      text.append(bytes.substr(0, length));
    }
    bytes.remove_prefix(length);
  }
  return text;
}

}  // namespace

std::string printable(std::string_view bytes) { return escaped(bytes, Backslash::as_it_is); }

std::string printable_for_json(std::string_view bytes) {
  return escaped(bytes, Backslash::doubled);
}

}  // namespace lockstep
