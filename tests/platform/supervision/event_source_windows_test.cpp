#include "platform/supervision/event_source_windows.h"

#include <string>

#include <doctest/doctest.h>

namespace lockstep {
namespace {

TEST_CASE("what looks like an insertion is told as it is in the log's own escapes") {
  CHECK(event_text(L"Copied file: C:/a%1/%20b") == LR"(Copied file: C:/a\x251/\x2520b)");
  CHECK(event_text(L"100%% %{x} %%2") == LR"(100\x25% \x25{x} \x25\x252)");
}

TEST_CASE("other percent signs stay, and so does all the rest") {
  for (const wchar_t* const line :
       {L"", L"100 % done", L"%ProgramData%/x", L"50%", L"\u00e4 \\x25"})
    CHECK(event_text(line) == line);
}

TEST_CASE("a line is cut to what the Event Log takes, with its escapes") {
  CHECK(event_text(std::wstring(40'000, L'x')).size() == 31'839);
  CHECK(event_text(std::wstring(20'000, L'%')).size() == 31'839);
}

}  // namespace
}  // namespace lockstep
