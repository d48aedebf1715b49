// These tests are about a job's input to its passes, and about what it does with their outcome.
#include <doctest/doctest.h>

#include "app/job/job.h"
#include "app/job_fixture.h"
#include "platform/system/process.h"

using namespace lockstep;
using namespace std::chrono_literals;

TEST_CASE_FIXTURE(JobFixture,
                  "a request lets newer files and a first pass through, as they were held") {
  outcome.record->held.newer = 3;
  outcome.record->held.first_pass = true;
  Job mirror = job();
  run(mirror);
  REQUIRE(records.request_approval(settings.replica, false));
  clock.advance(60s);
  run(mirror);
  REQUIRE(seen_approval);
  CHECK(seen_approval->newer == 3);
  CHECK(seen_approval->first_pass);
  CHECK(seen_approval->removals == 0);
  CHECK_FALSE(seen_approval->empty_source);
}

TEST_CASE_FIXTURE(JobFixture,
                  "removals that the command line let through hold up none after them") {
  settings.policy.approve = true;
  outcome.removed_leaves = 600;
  Job mirror = job();
  run(mirror);
  clock.advance(60s);
  run(mirror);
  CHECK(seen_recent == 0);
  clock.advance(60s);
  run(mirror);
  CHECK(seen_recent == 600);
}

TEST_CASE_FIXTURE(JobFixture,
                  "a pass learns what this user may, its files, and how to be dropped") {
  Job mirror = job();
  run(mirror);
  CHECK(seen.resources.open_files == 1024);
  const Privileges rights = privileges();
  CHECK(seen.rights.change_owners == rights.change_owners);
  CHECK(seen.rights.create_devices == rights.create_devices);
  CHECK(seen.roots.source_path == settings.source);
  CHECK(seen.roots.replica_path == settings.replica);
  mirror.set_open_files(77);
  std::stop_source drop;
  clock.advance(60s);
  (void)mirror.step({}, drop.get_token());
  CHECK(seen.resources.open_files == 77);
  CHECK(seen.drop == drop.get_token());
}

TEST_CASE_FIXTURE(JobFixture, "a record goes to a job that takes over, if its roots are the same") {
  outcome.record->complete_pass.start = Timestamp{1000, 0};
  outcome.record->complete_pass.end = Timestamp{1000, 0};
  outcome.record->complete_pass.was_idle = true;
  Job mirror = job();
  run(mirror);
  // So soon after it that it is not written: this job alone knows.
  outcome.record->complete_pass.start = Timestamp{1001, 0};
  outcome.record->complete_pass.end = Timestamp{1001, 0};
  clock.advance(60s);
  run(mirror);
  SUBCASE("the same") {
    Job next = job();
    next.take_over(mirror);
    run(next);
    REQUIRE(seen_record);
    CHECK(seen_record->complete_pass.start == Timestamp{1001, 0});
  }
  SUBCASE("another source") {
    settings.source = scratch.at("other");
    scratch.make_folder("other");
    Job next = job();
    next.take_over(mirror);
    run(next);
    CHECK_FALSE(seen_record);
  }
}

TEST_CASE_FIXTURE(JobFixture, "a damaged record of the reverse pair stops the job, too") {
  scratch.make_folder("r");
  scratch.make_folder("state");
  std::ofstream(records.file_of(settings.replica, settings.source)) << "{";
  Job mirror = job();
  CHECK(run(mirror) == PassResult::unavailable);
  CHECK(passes == 0);
}

TEST_CASE_FIXTURE(JobFixture, "our own files are known through links") {
  if (!scratch.make_link(settings.source, "link")) return;
  own_paths = {scratch.at("link/mirror.log")};
  Job mirror = job();
  run(mirror);
  CHECK(seen_policy.protected_paths.in_source == std::vector{RelativePath("mirror.log")});
}
