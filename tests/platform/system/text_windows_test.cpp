#include "platform/system/text_windows.h"

#include <cstdint>
#include <string>

#include <doctest/doctest.h>

using lockstep::to_utf16;
using lockstep::to_wtf8;

TEST_CASE("every UTF-16 unit, alone and beside another, survives the way to bytes and back") {
  for (std::uint32_t unit = 1; unit <= 0xffff; ++unit) {
    for (const wchar_t neighbour : {L'a', wchar_t{0xd83d}, wchar_t{0xde00}}) {
      const std::wstring text{static_cast<wchar_t>(unit), neighbour};
      const auto back = to_utf16(to_wtf8(text));
      REQUIRE(back.has_value());
      REQUIRE(*back == text);
    }
  }
}

TEST_CASE("names are spelt in UTF-8, a surrogate without a partner in three bytes of its own") {
  CHECK(to_wtf8(L"a\u00e9\u20ac") == "a\xc3\xa9\xe2\x82\xac");
  CHECK(to_wtf8(std::wstring{wchar_t{0xd83d}, wchar_t{0xde00}}) == "\xf0\x9f\x98\x80");
  CHECK(to_wtf8(std::wstring(1, wchar_t{0xd83d})) == "\xed\xa0\xbd");
}

TEST_CASE("bytes that spell no name are refused") {
  for (const char* bytes : {
           "\xff",                      // never a byte of UTF-8
           "\xc3",                      // cut off
           "\xc0\xaf",                  // an overlong '/'
           "\xe0\x80\xaf",              // another
           "\xf4\x90\x80\x80",          // above U+10FFFF
           "\xed\xa0\xbd\xed\xb8\x80",  // one character as two surrogates
       }) {
    CHECK_FALSE(to_utf16(bytes).has_value());
  }
}
