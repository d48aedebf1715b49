#include "support/trees/check_histories.h"

#include <cstdlib>
#include <exception>
#include <optional>
#include <random>
#include <sstream>
#include <stdexcept>

#include <doctest/doctest.h>

#include "support/trees/tree_text.h"

namespace lockstep {

namespace {

std::optional<std::uint64_t> number_in(const char* variable) {
  const char* const text = std::getenv(variable);
  if (text == nullptr) return std::nullopt;
  return std::stoull(text);
}

// Returns why the property does not hold; nothing if it does.
std::optional<std::string> failure(const History& history, const Property& property) {
  try {
    property(history);
    return std::nullopt;
  } catch (const std::exception& error) {
    return error.what();
  }
}

// Writes the history as it would stand in a test.
std::string as_code(const History& history) {
  std::ostringstream text;
  for (const Edit& edit : history) text << "  " << edit << ",\n";
  return text.str();
}

}  // namespace

void check_histories(const std::string& description, std::size_t longest,
                     const Property& property) {
  const auto given = number_in("LOCKSTEP_TEST_SEED");
  const std::uint64_t first = given ? *given : std::random_device{}();
  const std::uint64_t tries = given ? 1 : number_in("LOCKSTEP_TEST_HISTORIES").value_or(100);
  for (std::uint64_t seed = first; seed < first + tries; ++seed) {
    CAPTURE(seed);  // LOCKSTEP_TEST_SEED repeats it
    const History history = random_history(seed, seed % (longest + 1));
    if (!failure(history, property)) continue;
    const History shortest = shortest_that_fails(history, property);
    FAIL("not so: ", description, "\nafter {\n", as_code(shortest), "}\n",
         failure(shortest, property).value_or("but then it held: it depends on chance"));
  }
}

History shortest_that_fails(History history, const Property& property) {
  for (std::size_t piece = history.size(); piece > 0; piece /= 2) {
    for (std::size_t start = 0; start < history.size();) {
      History rest = history;
      const auto from = rest.begin() + static_cast<std::ptrdiff_t>(start);
      const std::size_t length = std::min(piece, history.size() - start);
      rest.erase(from, from + static_cast<std::ptrdiff_t>(length));
      if (failure(rest, property)) {
        history = std::move(rest);
      } else {
        start += piece;
      }
    }
  }
  return history;
}

void require_same(const std::string& expected, const std::string& actual) {
  if (expected != actual) {
    throw std::runtime_error("trees differ:\n" + difference(expected, actual));
  }
}

}  // namespace lockstep
