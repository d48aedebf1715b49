#include "app/report/exit_code.h"

#include <doctest/doctest.h>

using namespace lockstep;

TEST_CASE("every result has its exit code") {
  const auto code = [](PassResult result) {
    PassSummary summary;
    summary.result = result;
    return exit_code(summary);
  };
  CHECK(code(PassResult::ok) == 0);
  CHECK(code(PassResult::problems) == 3);
  CHECK(code(PassResult::held) == 4);
  CHECK(code(PassResult::unavailable) == 5);
  CHECK(code(PassResult::locked) == 6);
  CHECK(code(PassResult::error) == 70);
  CHECK(code(PassResult::cancelled) == 130);
}

TEST_CASE("a problem shows in the exit code, whatever the result is called") {
  PassSummary summary;
  summary.problem_count = 1;
  CHECK(exit_code(summary) == 3);
}

TEST_CASE("of several codes the worst counts: 70, 6, 5, 4, 3") {
  const int order[] = {70, 143, 130, 6, 5, 4, 3, 0};
  for (std::size_t worse = 0; worse < std::size(order); ++worse) {
    for (std::size_t other = worse; other < std::size(order); ++other) {
      CHECK(worse_exit_code(order[worse], order[other]) == order[worse]);
      CHECK(worse_exit_code(order[other], order[worse]) == order[worse]);
    }
  }
}
