#include "base/printable.h"

#include <random>
#include <string>

#include <doctest/doctest.h>

using namespace lockstep;
using namespace std::string_literals;

TEST_CASE("an ordinary name is shown as it is") {
  for (const std::string name : {"", "a", "with space", "~!@#$%^&*()'\"", "größe", "日本語", "🚀",
                                 "e\u0301", "\u00a0\u200b\ufeff", "\U0010ffff"}) {
    CHECK(printable(name) == name);
    CHECK(printable_for_json(name) == name);
  }
}

TEST_CASE("control characters are escaped, so that a line stays a line") {
  CHECK(printable("a\nb\tc\rd") == "a\\nb\\tc\\rd");
  CHECK(printable("\x1b[31mred") == "\\x1b[31mred");
  CHECK(printable("a\0b"s) == "a\\x00b");
  CHECK(printable("\x7f\x01\x1f") == "\\x7f\\x01\\x1f");
}

TEST_CASE("bytes that are not UTF-8 are shown one by one") {
  CHECK(printable("a\xff") == "a\\xff");
  CHECK(printable("\x80z") == "\\x80z");
  CHECK(printable("\xc3") == "\\xc3");           // cut off
  CHECK(printable("\xe2\x82") == "\\xe2\\x82");  // cut off
  CHECK(printable("\xe2\x82z") == "\\xe2\\x82z");
  CHECK(printable("\xc0\xaf") == "\\xc0\\xaf");           // overlong
  CHECK(printable("\xe0\x80\xaf") == "\\xe0\\x80\\xaf");  // overlong
  CHECK(printable("\xe0\x9f\xbf") == "\\xe0\\x9f\\xbf");  // overlong
  CHECK(printable("\xf0\x80\x80\xaf") == "\\xf0\\x80\\x80\\xaf");
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");           // a lone surrogate
  CHECK(printable("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // above U+10FFFF
  CHECK(printable("\xf8\x88\x80\x80\x80") == "\\xf8\\x88\\x80\\x80\\x80");
  CHECK(printable("\xff\xc3\xa4") == "\\xff\xc3\xa4");  // what follows is still read
}

TEST_CASE("what ends a line or turns text around is escaped beyond ASCII too") {
  CHECK(printable("\u0080\u0085\u009f") == "\\u0080\\u0085\\u009f");
  CHECK(printable("\u2028\u2029") == "\\u2028\\u2029");
  CHECK(printable("invoice\u202efdp.exe") == "invoice\\u202efdp.exe");
  CHECK(printable("\u202a\u2066\u2069") == "\\u202a\\u2066\\u2069");
  CHECK(printable("\u2027\u202f\u2065\u206a") == "\u2027\u202f\u2065\u206a");
}

TEST_CASE("a backslash is doubled only for programs") {
  CHECK(printable("a\\nb") == "a\\nb");
  CHECK(printable_for_json("a\\nb") == "a\\\\nb");
  CHECK(printable_for_json("a\\\n\xff\u2028") == "a\\\\\\n\\xff\\u2028");
}

TEST_CASE("random bytes: no control byte, nothing changes the second time") {
  const auto seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes(random() % 20, '\0');
    for (char& byte : bytes) {
      byte = static_cast<char>(random() % (random() % 2 == 0 ? 256 : 0x60));
    }
    const std::string shown = printable(bytes);
    REQUIRE(shown.find_first_of("\n\r\t\x1b\x7f") == std::string::npos);
    for (const char byte : shown) {
      REQUIRE(static_cast<unsigned char>(byte) >= ' ');
    }
    REQUIRE(printable(shown) == shown);
  }
}
