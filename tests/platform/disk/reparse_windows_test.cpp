#include "platform/disk/reparse_windows.h"

#include <doctest/doctest.h>

namespace lockstep {
namespace {

TEST_CASE("a link's target as text makes the same link again") {
  for (const std::string text :
       {"a", "..\\a", ">..\\folder", "C:\\a", ">C:\\a\\b", "\\\\server\\share\\a", "\\rooted",
        "with/slash", "|\\??\\C:\\a", "|\\??\\Volume{01234567-89ab-cdef-0123-456789abcdef}\\",
        "\xe6\xbc\xa2", "\xed\xa0\x80"}) {
    CAPTURE(text);
    const auto point = reparse_point_for(text);
    REQUIRE(point);
    CHECK(point->is_folder == (text[0] == '>' || text[0] == '|'));
    CHECK(target_of(*point) == text);
  }
}

TEST_CASE("a link that the system would not make itself is kept byte by byte") {
  auto point = reparse_point_for("C:\\a");
  REQUIRE(point);
  point->data.back() = std::byte{1};  // the print name's zero should be there
  const auto text = target_of(*point);
  REQUIRE(text);
  CHECK(text->starts_with("?0c0000a0"));
  const auto again = reparse_point_for(*text);
  REQUIRE(again);
  CHECK(again->data == point->data);
  CHECK(again->is_folder == point->is_folder);

  point->is_folder = true;
  const auto folder = target_of(*point);
  REQUIRE(folder);
  CHECK(folder->starts_with("?>0c0000a0"));
  CHECK(reparse_point_for(*folder).value().is_folder);
}

TEST_CASE("what ends too early is no link, and some targets can't be") {
  auto point = reparse_point_for("a");
  REQUIRE(point);
  point->data.resize(4);
  CHECK(!target_of(*point));
  for (const std::string& text :
       {std::string(), std::string("a\0b", 3), std::string(">"), std::string("|"), std::string("?"),
        std::string("?0g"), std::string("?0c00"), std::string("\xff"), std::string(9000, 'a')}) {
    CAPTURE(text);
    CHECK(!reparse_point_for(text));
  }
}

}  // namespace
}  // namespace lockstep
