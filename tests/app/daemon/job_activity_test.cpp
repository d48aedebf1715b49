#include "app/daemon/job_activity.h"

#include <functional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace lockstep;

namespace {

using Step = JobActivity::Step;
using Then = JobActivity::Then;

const std::vector<Asked> kAsked = {Asked::nothing, Asked::pass, Asked::pause,
                                   Asked::pause_then_pass};

JobActivity resting() {
  JobActivity activity;
  activity.begin();
  activity.take_over_is_done();
  return activity;
}

// A job that rests, and of which this was asked.
JobActivity asked(Asked what) {
  JobActivity activity = resting();
  if (what == Asked::pass || what == Asked::pause_then_pass) activity.ask_for_pass();
  if (what == Asked::pause || what == Asked::pause_then_pass) activity.pause();
  CHECK(activity.asked() == what);
  return activity;
}

void check_table(const std::function<void(JobActivity&)>& change,
                 const std::vector<Asked>& expected) {
  for (std::size_t index = 0; index < kAsked.size(); ++index) {
    CAPTURE(index);
    JobActivity activity = asked(kAsked[index]);
    change(activity);
    CHECK(activity.asked() == expected[index]);
    CHECK(activity.doing() == Doing::resting);
  }
}

}  // namespace

TEST_CASE("a thread that has ended before it began does not come to life again") {
  JobActivity activity;
  activity.end();
  activity.begin();
  CHECK(activity.has_ended());
}

TEST_CASE("what is asked of a job that rests adds to what was asked before") {
  SUBCASE("a pass waits for the end of a pause") {
    check_table([](JobActivity& activity) { activity.ask_for_pass(); },
                {Asked::pass, Asked::pass, Asked::pause_then_pass, Asked::pause_then_pass});
  }
  SUBCASE("a pause forgets no pass that was asked for") {
    check_table([](JobActivity& activity) { activity.pause(); },
                {Asked::pause, Asked::pause_then_pass, Asked::pause, Asked::pause_then_pass});
  }
  SUBCASE("a resume ends a pause alone") {
    check_table([](JobActivity& activity) { activity.resume(); },
                {Asked::nothing, Asked::pass, Asked::nothing, Asked::pass});
  }
}

TEST_CASE("a step takes what was asked for, and none is made while paused") {
  const std::vector<Step> steps = {Step::if_due, Step::at_once, Step::none, Step::none};
  for (std::size_t index = 0; index < kAsked.size(); ++index) {
    CAPTURE(index);
    JobActivity activity = asked(kAsked[index]);
    CHECK(activity.may_step() == (steps[index] != Step::none));
    CHECK(activity.begin_step() == steps[index]);
    const bool is_made = steps[index] != Step::none;
    CHECK(activity.doing() == (is_made ? Doing::stepping : Doing::resting));
    CHECK(activity.asked() == (is_made ? Asked::nothing : kAsked[index]));
  }
}

TEST_CASE("a pause that meets a step has a pass made after it") {
  JobActivity activity = resting();
  REQUIRE(activity.begin_step() == Step::if_due);
  SUBCASE("before its pass") {}
  SUBCASE("in its pass") {
    activity.begin_pass();
    CHECK(activity.doing() == Doing::passing);
  }
  SUBCASE("after its pass") {
    activity.begin_pass();
    activity.end_pass();
    CHECK(activity.doing() == Doing::stepping);
  }
  activity.pause();
  CHECK(activity.asked() == Asked::pause_then_pass);
  activity.end_step(Then::goes_on);
  CHECK(activity.doing() == Doing::resting);
  CHECK(activity.begin_step() == Step::none);
  activity.resume();
  CHECK(activity.begin_step() == Step::at_once);
}

TEST_CASE("a pass that is asked for in a pass is another one") {
  JobActivity activity = resting();
  REQUIRE(activity.begin_step() == Step::if_due);
  activity.begin_pass();
  activity.ask_for_pass();
  activity.end_pass();
  activity.end_step(Then::goes_on);
  CHECK(activity.begin_step() == Step::at_once);
  activity.end_step(Then::goes_on);
  CHECK(activity.begin_step() == Step::if_due);
}

TEST_CASE("a job waits for those that it follows until it has taken over, and no longer") {
  JobActivity activity;
  CHECK(activity.doing() == Doing::nothing_yet);
  CHECK(activity.waits_for_formers());
  activity.begin();
  CHECK(activity.doing() == Doing::following);
  CHECK(activity.waits_for_formers());
  activity.pause();
  CHECK(activity.asked() == Asked::pause);
  activity.take_over_is_done();
  CHECK_FALSE(activity.waits_for_formers());
  CHECK_FALSE(activity.has_ended());
  activity.end();
  CHECK(activity.has_ended());
  CHECK_FALSE(activity.has_given_up());
  CHECK_FALSE(activity.waits_for_formers());
}

TEST_CASE("a job that has given up makes no step, whatever it is asked for") {
  JobActivity activity = resting();
  REQUIRE(activity.begin_step() == Step::if_due);
  activity.end_step(Then::gives_up);
  CHECK(activity.has_given_up());
  activity.ask_for_pass();
  CHECK_FALSE(activity.may_step());
  CHECK(activity.begin_step() == Step::none);
  CHECK(activity.has_given_up());
  CHECK_FALSE(activity.has_ended());
  activity.end();
  CHECK(activity.has_ended());
  CHECK(activity.has_given_up());
}
