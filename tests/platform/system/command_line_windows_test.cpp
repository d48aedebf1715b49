#include "platform/system/command_line_windows.h"

#include <random>
#include <string>
#include <vector>
#include <windows.h>
#include <shellapi.h>

#include <doctest/doctest.h>

namespace lockstep {
namespace {

using Words = std::vector<std::wstring>;

Words by_the_shell(const std::wstring& line) {
  int count = 0;
  wchar_t** const words = CommandLineToArgvW(line.c_str(), &count);
  REQUIRE(words != nullptr);
  Words all(words, words + count);
  LocalFree(words);
  return all;
}

// These are the examples of "Parsing C++ command-line arguments".
TEST_CASE("a command line is words as C programs have them") {
  CHECK(words_of(LR"(p "a b c" d e)") == Words{L"p", L"a b c", L"d", L"e"});
  CHECK(words_of(LR"(p "ab\"c" "\\" d)") == Words{L"p", LR"(ab"c)", LR"(\)", L"d"});
  CHECK(words_of(LR"(p a\\\b d"e f"g h)") == Words{L"p", LR"(a\\\b)", L"de fg", L"h"});
  CHECK(words_of(LR"(p a\\\"b c d)") == Words{L"p", LR"(a\"b)", L"c", L"d"});
  CHECK(words_of(LR"(p a\\\\"b c" d e)") == Words{L"p", LR"(a\\b c)", L"d", L"e"});
  CHECK(words_of(LR"(p a"b"" c d)") == Words{L"p", LR"(ab" c d)"});
}

TEST_CASE("a word may be empty, and what ends the line belongs to no word") {
  CHECK(words_of(L"").empty());
  CHECK(words_of(L"p") == Words{L"p"});
  CHECK(words_of(L"p  \t ") == Words{L"p"});
  CHECK(words_of(LR"(p "" x)") == Words{L"p", L"", L"x"});
  CHECK(words_of(LR"(p C:\x\)") == Words{L"p", LR"(C:\x\)"});
  CHECK(words_of(LR"(p "open)") == Words{L"p", L"open"});
  CHECK(words_of(L"p \u00e4\U0001F600") == Words{L"p", L"\u00e4\U0001F600"});
}

TEST_CASE("the program's name has no escapes") {
  CHECK(words_of(LR"("C:\Program Files\x\" a)") == Words{LR"(C:\Program Files\x\)", L"a"});
  CHECK(words_of(LR"(C:\x\ a)") == Words{LR"(C:\x\)", L"a"});
}

// An exception is two marks within quotation, after which the shell ends it and C does not.
TEST_CASE("random lines are to the shell what they are to us") {
  constexpr std::uint32_t kSeed = 20240607;
  CAPTURE(kSeed);
  std::mt19937 random(kSeed);
  constexpr std::wstring_view kCharacters = L"ab \t\\\\\"x";
  constexpr int kRounds = 20'000;
  for (int round = 0; round < kRounds; ++round) {
    std::wstring line = L"p ";
    for (auto length = random() % 14; length > 0; --length)
      line += kCharacters[random() % kCharacters.size()];
    if (line.find(L"\"\"") != std::wstring::npos) continue;
    CAPTURE(line.size());
    const std::string shown(line.begin(), line.end());
    CAPTURE(shown);
    REQUIRE(words_of(line) == by_the_shell(line));
  }
}

}  // namespace
}  // namespace lockstep
