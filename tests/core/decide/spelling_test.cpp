// Tests which names are worth asking a volume about, and which it can't hold. Pure.
#include "core/decide/spelling.h"

#include <doctest/doctest.h>

#include "core/decide/possible_names.h"

namespace lockstep {
namespace {

std::vector<Entry> entries(std::vector<std::string_view> names) {
  std::vector<Entry> list;
  for (const std::string_view name : names) list.emplace_back().name = name;
  return list;
}

TEST_CASE("names that differ in case or composition alone have one key") {
  CHECK(spelling_key("README.txt") == spelling_key("Readme.TXT"));
  CHECK(spelling_key("caf\xC3\xA9") == spelling_key("cafe\xCC\x81"));          // NFC, NFD
  CHECK(spelling_key("\xC3\x89t\xC3\xA9") == spelling_key("\xC3\xA9t\xC3\x89"));
  CHECK(spelling_key("\xE1\xBA\xAF") == spelling_key("a\xCC\x86\xCC\x81"));     // two marks
  CHECK(spelling_key("\xE3\x81\x8C") == spelling_key("\xE3\x81\x8B\xE3\x82\x99"));
  CHECK(spelling_key("\xED\x95\x9C.x") == spelling_key("\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB.x"));
  CHECK(spelling_key("\xEA\xB0\x80") == spelling_key("\xE1\x84\x80\xE1\x85\xA1"));
  CHECK(spelling_key("\xED\x9E\xA3") ==
        spelling_key("\xE1\x84\x92\xE1\x85\xB5\xE1\x87\x82"));  // the last syllable
  CHECK(spelling_key("\xEA\xB0\x80") != spelling_key("\xEA\xB0\x81"));
  CHECK(spelling_key("\xEA\xB0\x80") != spelling_key("\xEB\x82\x98"));
  CHECK(spelling_key("a") != spelling_key("b"));
  CHECK(spelling_key("caf\xC3\xA9") != spelling_key("caf\xC3\xA9s"));
  CHECK(spelling_key("\xCC\x81") != spelling_key(""));
  for (const char* const broken : {"\xFF", "x\xC3", "\xC3x", "\xF0\x90\x80", "\xED\xA0\x80"})
    CHECK(spelling_key(broken) == spelling_key(broken));
}

TEST_CASE("only names that one side lacks are worth a question") {
  CHECK(find_spellings(entries({"A", "a"}), entries({"A", "a"})).empty());
  CHECK(find_spellings(entries({"A", "b"}), entries({"c"})).empty());
  const auto source = entries({"A", "a", "b"});
  const auto replica = entries({"A", "c"});
  const auto groups = find_spellings(source, replica);
  REQUIRE(groups.size() == 1);
  CHECK(groups[0].source.size() == 2);
  CHECK(groups[0].replica.size() == 1);
  REQUIRE(groups[0].source_alone.size() == 1);
  CHECK(groups[0].source_alone[0]->name == "a");
  CHECK(groups[0].replica_alone.empty());
  CHECK(find_spellings(entries({"README"}), entries({"Readme"})).size() == 1);
  CHECK(find_spellings(entries({"A", "a"}), {}).size() == 1);
}

TEST_CASE("names that Windows reserves") {
  const NameRules windows{.no_reserved_characters = true,
                          .no_trailing_dots = true,
                          .no_trailing_spaces = true,
                          .no_device_names = true};
  for (const char* const name :
       {"CON",         "con",  "nul.txt", "NUL.tar.gz", "COM1", "lpt9.x", "AUX .x", "CONIN$",
        "COM\xC2\xB9", "a:b",  "con:x",   "a?",         "a*",   "a<",     "a>",     "a|b",
        "a\"b",        "a\\b", "x.",      "x ",         "...",  " ",      "a\x01"}) {
    CAPTURE(name);
    CHECK(why_not_possible(name, windows));
    CHECK_FALSE(why_not_possible(name, {}));
  }
  for (const char* const name : {"CONS", "acon", "x.con", "COM", "COM0", "COM10", "com1x", ".a",
                                 " a", "a.b", "a b", "\xC3\xA9", "con-x"}) {
    CAPTURE(name);
    CHECK_FALSE(why_not_possible(name, windows));
  }
  CHECK(why_not_possible("x.", {.no_trailing_dots = true}));
  CHECK_FALSE(why_not_possible("x ", {.no_trailing_dots = true}));
}

}  // namespace
}  // namespace lockstep
