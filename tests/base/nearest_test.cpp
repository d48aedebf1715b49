#include "base/nearest.h"

#include <array>
#include <string>

#include <doctest/doctest.h>

using namespace lockstep;

namespace {

constexpr std::array<std::string_view, 9> kKnown = {
    "run", "sync", "plan", "verify", "service", "max_delete", "no_delete", "interval", "exclude"};

std::string guess(std::string_view given) {
  return std::string(nearest(given, kKnown).value_or("nothing"));
}

}  // namespace

TEST_CASE("a mistyped name finds the one that was meant") {
  CHECK(guess("snyc") == "sync");  // swapped
  CHECK(guess("sinc") == "sync");  // replaced
  CHECK(guess("pln") == "plan");   // left out
  CHECK(guess("runn") == "run");   // doubled
  CHECK(guess("verfiy") == "verify");
  CHECK(guess("Verify") == "verify");
  CHECK(guess("intervall") == "interval");
  CHECK(guess("max-delete") == "max_delete");
  CHECK(guess("maxdelete") == "max_delete");
  CHECK(guess("excludes") == "exclude");
  CHECK(guess("ecxldue") == "exclude");  // two swaps
  CHECK(guess("sync") == "sync");
}

TEST_CASE("what is like nothing known finds nothing") {
  for (const std::string_view given :
       {"", "x", "r", "banana", "backup", "synchronise", "rm", "include_everything"}) {
    CAPTURE(given);
    CHECK(guess(given) == "nothing");
  }
  CHECK(guess(std::string(1'000'000, 'a')) == "nothing");
  CHECK_FALSE(nearest("anything", {}).has_value());
}

TEST_CASE("of two that are as near the earlier one is named") {
  constexpr std::array<std::string_view, 3> kTwins = {"cart", "card", "care"};
  CHECK(nearest("carx", kTwins) == "cart");
  CHECK(nearest("carD", kTwins) == "card");
}
