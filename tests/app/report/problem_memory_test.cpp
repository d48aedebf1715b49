#include "app/report/problem_memory.h"

#include <doctest/doctest.h>

using namespace lockstep;
using News = ProblemMemory::News;
using Pass = ProblemMemory::Pass;

TEST_CASE("a problem is news when it begins, changes and ends, not while it lasts") {
  ProblemMemory memory;
  CHECK(memory.note("copy /s/a", "Permission denied", "copy '/s/a'") == News::begun);
  CHECK(memory.end_pass(Pass::looked_everywhere).labels.empty());
  CHECK(memory.note("copy /s/a", "Permission denied", "copy '/s/a'") == News::known);
  CHECK(memory.end_pass(Pass::looked_everywhere).labels.empty());
  CHECK(memory.note("copy /s/a", "Input/output error", "copy '/s/a'") == News::changed);
  CHECK(memory.end_pass(Pass::looked_everywhere).labels.empty());
  CHECK(memory.end_pass(Pass::looked_everywhere).labels == std::vector<std::string>{"copy '/s/a'"});
  CHECK(memory.note("copy /s/a", "Permission denied", "copy '/s/a'") == News::begun);
}

TEST_CASE("a pass that was cut short ends no problem") {
  ProblemMemory memory;
  CHECK(memory.note("copy /s/a", "Permission denied", "a") == News::begun);
  (void)memory.end_pass(Pass::looked_everywhere);
  CHECK(memory.end_pass(Pass::was_cut_short).labels.empty());
  CHECK(memory.note("copy /s/a", "Permission denied", "a") == News::known);
}

TEST_CASE(
    "without a label a problem ends in silence; beyond a thousand labels only the number is told") {
  ProblemMemory memory;
  CHECK(memory.note("notice", "", "") == News::begun);
  for (int number = 0; number < 1'003; ++number) {
    CHECK(memory.note("copy " + std::to_string(number), "full", "copy") == News::begun);
  }
  (void)memory.end_pass(Pass::looked_everywhere);
  const auto ended = memory.end_pass(Pass::looked_everywhere);
  CHECK(ended.labels.size() == 1'000);
  CHECK(ended.unnamed == 3);
}

TEST_CASE("after many problems have ended those that come later are named again") {
  ProblemMemory memory;
  for (int round = 0; round < 3; ++round) {
    CAPTURE(round);
    for (int number = 0; number < 600; ++number) {
      const std::string path = std::to_string(round) + "/" + std::to_string(number);
      CHECK(memory.note("copy " + path, "full", "copy " + path) == News::begun);
    }
    (void)memory.end_pass(Pass::looked_everywhere);
    const auto ended = memory.end_pass(Pass::looked_everywhere);
    CHECK(ended.labels.size() == 600);
    CHECK(ended.unnamed == 0);
  }
}
