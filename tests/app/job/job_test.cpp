#include "app/job/job.h"

#include <stdexcept>

#include <doctest/doctest.h>

#include "app/job_fixture.h"

using namespace lockstep;
using namespace std::chrono_literals;

TEST_CASE_FIXTURE(JobFixture, "a job makes a pass when one is due, and says how long to wait") {
  Job mirror = job();
  during_pass = [this] { clock.advance(20s); };
  CHECK(mirror.step({}) == 40s);
  CHECK(passes == 1);
  CHECK(mirror.last()->seconds == doctest::Approx(20));
  clock.advance(39s);
  CHECK(mirror.step({}) == 1s);
  CHECK(passes == 1);
  clock.advance(1s);
  CHECK(mirror.step({}) == 40s);
  CHECK(passes == 2);
}

TEST_CASE_FIXTURE(JobFixture, "the replica is created with its parents, told once and counted") {
  settings.replica = scratch.at("deep/er/r");
  Job mirror = job();
  CHECK(run(mirror) == PassResult::ok);
  CHECK(scratch.exists("deep/er/r"));
  CHECK(said == std::vector{"Created replica folder: " + settings.replica});
  CHECK(mirror.last()->created.directories == 1);
}

TEST_CASE_FIXTURE(JobFixture,
                  "a job waits for a missing source with growing pauses and recovers by itself") {
  std::filesystem::remove(settings.source);
  Job mirror = job();
  CHECK(mirror.step({}) == 1s);
  CHECK(mirror.last()->result == PassResult::unavailable);
  CHECK(why(mirror) == "Source folder path '" + settings.source + "' does not exist.");
  CHECK_FALSE(mirror.gave_up());
  CHECK_FALSE(scratch.exists("r"));
  clock.advance(1s);
  CHECK(mirror.step({}) == 2s);
  scratch.make_folder("s");
  clock.advance(2s);
  CHECK(mirror.step({}) == 60s);
  CHECK(mirror.last()->result == PassResult::ok);
  CHECK(passes == 1);
}

TEST_CASE_FIXTURE(JobFixture, "a one-shot job gives up at once; a job that has run waits") {
  SUBCASE("missing from the start") {
    std::filesystem::remove(settings.source);
    Job mirror = job(MissingRoots::fail);
    CHECK(run(mirror) == PassResult::unavailable);
    CHECK(mirror.gave_up());
  }
  SUBCASE("gone later") {
    Job mirror = job(MissingRoots::fail);
    CHECK(run(mirror) == PassResult::ok);
    std::filesystem::remove(settings.source);
    clock.advance(60s);
    CHECK(run(mirror) == PassResult::unavailable);
    CHECK_FALSE(mirror.gave_up());
  }
}

TEST_CASE_FIXTURE(JobFixture, "only one job works on a replica, for as long as it lives") {
  auto first = std::make_unique<Job>(settings, dependencies(), MissingRoots::wait);
  CHECK(run(*first) == PassResult::ok);
  Job second = job();
  CHECK(run(second) == PassResult::locked);
  CHECK(passes == 1);
  first.reset();
  clock.advance(1s);
  CHECK(run(second) == PassResult::ok);
}

TEST_CASE_FIXTURE(JobFixture, "a replica that was made anew is locked anew") {
  Job first = job();
  CHECK(run(first) == PassResult::ok);
  std::filesystem::rename(settings.replica, scratch.at("aside"));
  clock.advance(60s);
  CHECK(run(first) == PassResult::ok);
  Job second = job();
  CHECK(run(second) == PassResult::locked);
}

TEST_CASE_FIXTURE(
    JobFixture, "the record of a pass is kept and given to the next, in this process and another") {
  outcome.record->complete_pass.policy_fingerprint = "first";
  {
    Job mirror = job();
    CHECK(run(mirror) == PassResult::ok);
    CHECK_FALSE(seen_record);
    outcome.record->complete_pass.policy_fingerprint = "second";
    clock.advance(60s);
    CHECK(run(mirror) == PassResult::ok);
    REQUIRE(seen_record);
    CHECK(seen_record->complete_pass.policy_fingerprint == "first");
  }
  Job later = job();
  CHECK(run(later) == PassResult::ok);
  REQUIRE(seen_record);
  CHECK(seen_record->complete_pass.policy_fingerprint == "second");
}

TEST_CASE_FIXTURE(JobFixture, "a record that can't be written is a problem") {
  outcome.record->complete_pass.policy_fingerprint = "new";
  during_pass = [this] { scratch.write("state", "a file where the folder should be"); };
  Job mirror = job();
  CHECK(run(mirror) == PassResult::problems);
  CHECK(mirror.last()->problem_count == 1);
  REQUIRE(said.size() == 2);
  CHECK(said[1].starts_with("Error during synchronization: keep the record of '" +
                            settings.replica + "': "));
}

TEST_CASE_FIXTURE(JobFixture,
                  "removals of the last hour are counted, unless somebody let them through") {
  Job mirror = job();
  outcome.removed_leaves = 600;
  CHECK(run(mirror) == PassResult::ok);
  CHECK(seen_recent == 0);
  clock.advance(60s);
  CHECK(run(mirror) == PassResult::ok);
  CHECK(seen_recent == 600);
  clock.advance(1h);
  CHECK(run(mirror) == PassResult::ok);
  CHECK(seen_recent == 0);

  REQUIRE(records.request_approval(settings.replica, false));
  clock.advance(60s);
  CHECK(run(mirror) == PassResult::ok);
  clock.advance(60s);
  CHECK(run(mirror) == PassResult::ok);
  CHECK(seen_recent == 0);
}

TEST_CASE_FIXTURE(JobFixture, "a request lets through what the last hold reported, once") {
  outcome.record->held.removals = 42;
  outcome.record->held.lost_mounts = {"photos"};
  outcome.record->held.changed_mounts = {"disk"};
  outcome.record->held.empty_source = true;
  Job mirror = job();
  CHECK(run(mirror) == PassResult::ok);
  CHECK_FALSE(seen_approval);

  REQUIRE(records.request_approval(settings.replica, false));
  clock.advance(60s);
  CHECK(run(mirror) == PassResult::ok);
  REQUIRE(seen_approval);
  CHECK(seen_approval->removals == 42);
  CHECK(seen_approval->lost_mounts == std::vector<std::string>{"photos"});
  CHECK(seen_approval->changed_mounts == std::vector<std::string>{"disk"});
  CHECK_FALSE(seen_approval->empty_source);
  clock.advance(60s);
  CHECK(run(mirror) == PassResult::ok);
  CHECK_FALSE(seen_approval);

  REQUIRE(records.request_approval(settings.replica, true));
  clock.advance(60s);
  CHECK(run(mirror) == PassResult::ok);
  REQUIRE(seen_approval);
  CHECK(seen_approval->empty_source);
}

TEST_CASE_FIXTURE(JobFixture, "a request outlasts a pass that did not do what it lets through") {
  outcome.record->held.removals = 42;
  Job mirror = job();
  CHECK(run(mirror) == PassResult::ok);
  REQUIRE(records.request_approval(settings.replica, true));
  const auto is_there = [this] { return records.find_approval(settings.replica)->has_value(); };
  SUBCASE("as it was stopped before its removals") {
    outcome.summary.result = PassResult::cancelled;
  }
  SUBCASE("as it was stopped among them") {
    outcome.summary.result = PassResult::cancelled;
    during_pass = [&] {
      CHECK(is_there());
      before_removals();
      CHECK_FALSE(is_there());  // should the process die now, then it is used up
    };
  }
  SUBCASE("as it could not begin") { outcome.summary.result = PassResult::unavailable; }
  clock.advance(60s);
  run(mirror);
  REQUIRE(seen_approval);
  CHECK(is_there());
  CHECK((*records.find_approval(settings.replica))->empty_source);
  during_pass = {};
  outcome.summary.result = PassResult::ok;
  for (const bool once : {true, false}) {
    clock.advance(60s);
    CHECK(run(mirror) == PassResult::ok);
    CHECK(seen_approval.has_value() == once);
    CHECK_FALSE(is_there());
  }
}

TEST_CASE_FIXTURE(JobFixture, "an approval of the command line outlasts a pass that was stopped") {
  settings.policy.approve = true;
  Job mirror = job();
  outcome.summary.result = PassResult::cancelled;
  run(mirror);
  outcome.summary.result = PassResult::ok;
  for (const bool approved : {true, false}) {
    clock.advance(60s);
    CHECK(run(mirror) == PassResult::ok);
    CHECK(seen_policy.approve == approved);
  }
}

TEST_CASE_FIXTURE(JobFixture, "a request lets an empty source through only where one was held") {
  outcome.record->held.removals = 42;
  Job mirror = job();
  run(mirror);
  REQUIRE(records.request_approval(settings.replica, true));
  clock.advance(60s);
  run(mirror);
  REQUIRE(seen_approval);
  CHECK(seen_approval->removals == 42);
  CHECK_FALSE(seen_approval->empty_source);
}

TEST_CASE_FIXTURE(JobFixture,
                  "approve and allow-empty-source hold for one pass that could be made") {
  settings.policy.approve = true;
  settings.policy.allow_empty_source = true;
  std::filesystem::remove(settings.source);
  Job mirror = job();
  CHECK(run(mirror) == PassResult::unavailable);
  scratch.make_folder("s");
  clock.advance(1s);
  CHECK(run(mirror) == PassResult::ok);
  CHECK(seen_policy.approve);
  CHECK(seen_policy.allow_empty_source);
  clock.advance(60s);
  CHECK(run(mirror) == PassResult::ok);
  CHECK_FALSE(seen_policy.approve);
  CHECK_FALSE(seen_policy.allow_empty_source);
}

TEST_CASE_FIXTURE(JobFixture, "our own files below a root are protected, with one notice") {
  own_paths = {scratch.at("s/mirror.log"), scratch.at("s/mirror.log.1"), scratch.at("elsewhere")};
  scratch.make_folder("r");
  Job mirror = job();
  CHECK(run(mirror) == PassResult::ok);
  CHECK(seen_policy.protected_paths.in_source ==
        std::vector{RelativePath("mirror.log"), RelativePath("mirror.log.1")});
  clock.advance(60s);
  CHECK(run(mirror) == PassResult::ok);
  CHECK(said == std::vector{"Left out, as files of our own: " + scratch.at("s/mirror.log") +
                            " with its rotations"});
}

TEST_CASE_FIXTURE(JobFixture,
                  "a pass that throws is an internal error, not the end of the program") {
  during_pass = [] { throw std::logic_error("bug"); };
  Job mirror = job();
  CHECK(run(mirror) == PassResult::error);
  CHECK(why(mirror) == "internal error: bug");
}

TEST_CASE_FIXTURE(JobFixture, "what passes found equal is remembered, also by who takes over") {
  Job mirror = job();
  run(mirror);
  EqualFiles* const first = seen_equal;
  REQUIRE(first != nullptr);
  clock.advance(60s);
  run(mirror);
  CHECK(seen_equal == first);
  Job next = job();
  next.take_over(mirror);
  run(next);
  CHECK(seen_equal == first);
}

TEST_CASE_FIXTURE(JobFixture,
                  "which folders were where goes from pass to pass, over restarts too") {
  const FolderIdentities folders({{1, 2}});
  std::string at_first;
  {
    Job first = job();
    outcome.folders = folders;
    (void)run(first);
    at_first = seen_folders;
    outcome.folders.reset();  // nothing changes from now on
  }
  CHECK(at_first.empty());
  const auto stored = records.load(scratch.at("s"), scratch.at("r"));
  REQUIRE(stored);
  outcome.record = **stored;  // a pass hands on what the app put there
  Job second = job();
  for (int pass = 0; pass < 2; ++pass) {
    second.make_due();
    (void)run(second);
    CHECK(seen_folders == folders.bytes());
  }
}

TEST_CASE_FIXTURE(JobFixture, "after a stop no pass begins") {
  std::stop_source stop;
  stop.request_stop();
  Job mirror = job();
  (void)mirror.step(stop.get_token());
  CHECK(mirror.last()->result == PassResult::cancelled);
  CHECK(passes == 0);
  CHECK_FALSE(scratch.exists("r"));
}

TEST_CASE_FIXTURE(JobFixture, "every pass counts its progress from nothing") {
  Job mirror = job();
  during_pass = [&] {
    Progress& progress = *seen.progress;
    CHECK(&progress == &mirror.progress());
    CHECK(progress.phase == Progress::Phase::idle);
    CHECK(progress.files_done == 0);
    CHECK(progress.bytes_done == 0);
    CHECK(progress.steps == 0);
    progress.phase = Progress::Phase::removing;
    progress.files_done = progress.bytes_done = progress.steps = 7;
  };
  CHECK(run(mirror) == PassResult::ok);
  mirror.make_due();
  CHECK(run(mirror) == PassResult::ok);
  CHECK(passes == 2);
}
