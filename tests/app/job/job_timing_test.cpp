#include "app/job/job_timing.h"

#include <doctest/doctest.h>

using namespace lockstep;
using namespace std::chrono_literals;

namespace {

const Moment kNoon = Moment() + 12h;

}  // namespace

TEST_CASE("the interval is measured from the last start, and passes never pile up") {
  JobTiming timing(60s);
  CHECK(timing.wait(kNoon) == 0ms);
  timing.pass_ended(PassResult::ok, kNoon, kNoon + 10s);
  CHECK(timing.wait(kNoon + 10s) == 50s);
  CHECK(timing.wait(kNoon + 60s) == 0ms);
  // One that took three intervals is followed by one, not three.
  timing.pass_ended(PassResult::ok, kNoon + 60s, kNoon + 250s);
  CHECK(timing.wait(kNoon + 250s) == 0ms);
  timing.pass_ended(PassResult::ok, kNoon + 250s, kNoon + 251s);
  CHECK(timing.wait(kNoon + 251s) == 59s);
}

TEST_CASE("a job that can't work doubles its pause, up to its interval") {
  JobTiming timing(10s);
  for (const auto pause : {1s, 2s, 4s, 8s, 10s, 10s}) {
    timing.pass_ended(PassResult::unavailable, kNoon, kNoon);
    CHECK(timing.wait(kNoon) == pause);
  }
  timing.pass_ended(PassResult::ok, kNoon, kNoon);
  CHECK(timing.wait(kNoon) == 10s);
  timing.pass_ended(PassResult::locked, kNoon, kNoon);
  CHECK(timing.wait(kNoon) == 1s);
}

TEST_CASE("a job that can't work tries again within five minutes, however long its interval") {
  JobTiming timing(24h);
  for (int attempt = 0; attempt < 100; ++attempt)
    timing.pass_ended(PassResult::error, kNoon, kNoon);
  CHECK(timing.wait(kNoon) == 5min);
}

TEST_CASE("an interval of zero starts at once, but never turns trouble into a busy loop") {
  JobTiming timing(0s);
  timing.pass_ended(PassResult::ok, kNoon, kNoon + 1s);
  CHECK(timing.wait(kNoon + 1s) == 0ms);
  for (const PassResult result :
       {PassResult::problems, PassResult::held, PassResult::unavailable}) {
    timing.pass_ended(result, kNoon, kNoon + 1s);
    CHECK(timing.wait(kNoon + 1s) == 1s);
  }
}

TEST_CASE("removals count for an hour") {
  RecentRemovals removals;
  removals.add(kNoon, 5);
  removals.add(kNoon + 30min, 7);
  CHECK(removals.within_the_last_hour(kNoon + 59min) == 12);
  CHECK(removals.within_the_last_hour(kNoon + 60min) == 7);
  CHECK(removals.within_the_last_hour(kNoon + 90min) == 0);
}
