// Whatever a name holds, what is shown of it is one line of valid UTF-8 without control characters,
// it changes nothing to show it again, and the form for programs gives the name back.
#include "base/printable.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

// A second opinion on UTF-8, written the other way round: encodes what it decoded.
bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text[0]);
    const std::size_t length = first < 0x80        ? 1
                               : first >> 5U == 6  ? 2
                               : first >> 4U == 14 ? 3
                               : first >> 3U == 30 ? 4
                                                   : 0;
    if (length == 0 || length > text.size()) {
      return false;
    }
    std::uint32_t code = length == 1 ? first : first & (0xffU >> (length + 1));
    for (std::size_t at = 1; at < length; ++at) {
      code = code * 64 + (static_cast<unsigned char>(text[at]) ^ 0x80U);
    }
    std::string again;
    if (code < 0x80) {
      again += static_cast<char>(code);
    } else {
      const std::size_t needed = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      again += static_cast<char>((0xff00U >> needed & 0xffU) | code >> (6 * (needed - 1)));
      for (std::size_t left = needed - 1; left > 0; --left) {
        again += static_cast<char>(0x80U | (code >> (6 * (left - 1)) & 0x3fU));
      }
    }
    if (again != text.substr(0, length) || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
      return false;
    }
    text.remove_prefix(length);
  }
  return true;
}

// Undoes printable_for_json().
std::string undone(std::string_view shown) {
  std::string bytes;
  for (std::size_t at = 0; at < shown.size(); ++at) {
    if (shown[at] != '\\') {
      bytes += shown[at];
      continue;
    }
    const char kind = shown.at(++at);
    const auto number = [&](std::size_t digits) {
      const std::string text(shown.substr(at + 1, digits));
      at += digits;
      return std::stoul(text, nullptr, 16);
    };
    if (kind == 'x') {
      bytes += static_cast<char>(number(2));
    } else if (kind == 'u') {
      const auto code = number(4);
      if (code >= 0x800) {
        bytes += static_cast<char>(0xe0U | code >> 12U);
      }
      bytes += static_cast<char>(code >= 0x800 ? 0x80U | (code >> 6U & 0x3fU) : 0xc0U | code >> 6U);
      bytes += static_cast<char>(0x80U | (code & 0x3fU));
    } else {
      bytes += kind == 'n' ? '\n' : kind == 't' ? '\t' : kind == 'r' ? '\r' : '\\';
    }
  }
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lockstep;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string shown = printable(bytes);
  for (const char byte : shown) {
    require(static_cast<unsigned char>(byte) >= ' ' && byte != 0x7f);
  }
  require(is_utf8(shown));
  require(printable(shown) == shown);
  require(undone(printable_for_json(bytes)) == bytes);
  return 0;
}
