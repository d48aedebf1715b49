#include "app/job/preview.h"

#include <doctest/doctest.h>

#include "app/job_fixture.h"

using namespace lockstep;

TEST_CASE_FIXTURE(JobFixture, "a plan of what would be held refers to itself alone") {
  scratch.make_folder("r");
  scratch.write("s/kept", "x");
  for (int index = 0; index < 11; ++index) scratch.write("r/" + std::to_string(index), "");
  Progress progress;
  const PlanOutcome plan = preview(settings, Preview::plan,
                                   {&records, &pool, &clock, this, &progress, {}}, {});
  CHECK(plan.summary.result == PassResult::held);
  REQUIRE(plan.summary.held.reasons.size() == 1);
  CHECK(plan.summary.held.reasons.front() ==
        "this is the first pass into this folder, and 11 entries would be removed; --approve lets "
        "that happen; for example: 0, 1, 10 (this plan shows all)");
}
