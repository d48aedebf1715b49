// Checks properties that hold after any history (random_tree.h): they are tried with random ones,
// and one that fails is cut down to a short one.
//
//   check_histories("a mirror follows", 60, [](const History& history) {
//     MemoryTree source;
//     MemoryTree replica;
//     for (const Edit& edit : history) apply(edit, *source.open(), overwriting(source));
//     … mirror …
//     require_same(describe(*source.open()), describe(*replica.open()));
//   });
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "support/trees/random_tree.h"

namespace lockstep {

// A property fails by throwing a std::exception, as require_same does. (A failed CHECK does not
// throw, and a failed REQUIRE ends the test at the first history that fails, however long.)
using Property = std::function<void(const History&)>;

// Tries a hundred histories, or as many as $LOCKSTEP_TEST_HISTORIES says, of up to `longest` edits.
// Fails the test case at the first that the property does not hold for, with the shortest history
// found and its seed: LOCKSTEP_TEST_SEED=<seed> tries that one alone.
void check_histories(const std::string& description, std::size_t longest, const Property& property);

// Leaves out edits as long as the rest still fails: pieces of half the length first, single edits
// at last. `history` has to fail.
[[nodiscard]] History shortest_that_fails(History history, const Property& property);

// Throws std::runtime_error with the lines that differ, if any do.
void require_same(const std::string& expected, const std::string& actual);

}  // namespace lockstep
