// A pair that is on record the other way round: refused, and turned round by --reverse.
#include <algorithm>

#include <doctest/doctest.h>

#include "app/job/preview.h"
#include "app/job/record_start.h"
#include "app/job_fixture.h"
#include "platform/disk/roots.h"

using namespace lockstep;
using namespace std::chrono_literals;

namespace {

struct ReverseFixture : JobFixture {
  ReverseFixture() {
    scratch.make_folder("r");
    remember("r", "s", "");
    settings.reverse = true;
    during_pass = [this] { CHECK(seen.before_changes()); };
  }

  [[nodiscard]] std::optional<PairRecord> on_record(const char* source,
                                                    const char* replica) const {
    const RecordStore another(records.folder());
    return another.load(scratch.at(source), scratch.at(replica)).value();
  }
  [[nodiscard]] std::size_t files_of_state() const {
    using Files = std::filesystem::directory_iterator;
    return static_cast<std::size_t>(std::distance(Files(native_path(records.folder())), Files()));
  }
  // One run of the program.
  PassResult one_run() {
    Job mirror = job();
    const PassResult result = run(mirror);
    last_reason = why(mirror);
    return result;
  }
  [[nodiscard]] bool said_why(const std::string& part) const {
    return last_reason.find(part) != std::string::npos;
  }

  std::string last_reason;
};

}  // namespace

TEST_CASE_FIXTURE(ReverseFixture,
                  "the old direction is forgotten when the new one changes something") {
  const FolderIdentities folders({{1, 2}, {3, 4}});
  for (const char* volume : {"ext4:a", "ext4:b"}) {
    PairRecord record;
    record.replica.volume = volume;
    REQUIRE(records.save_with_folders(scratch.at("r"), scratch.at("s"), record, folders).outcome);
  }
  REQUIRE(records.request_approval(scratch.at("s"), true));
  REQUIRE(records.note_obstacles(scratch.at("s"), {"a link"}));
  during_pass = [this] {
    CHECK(on_record("r", "s"));
    CHECK_FALSE(on_record("s", "r"));
    CHECK_FALSE(seen_record);
    REQUIRE(seen.before_changes());
    CHECK_FALSE(on_record("r", "s"));
    // Whatever cuts this pass short, the next one is the first in this direction still.
    REQUIRE(on_record("s", "r"));
    CHECK(on_record("s", "r")->first_pass.pending);
    CHECK(files_of_state() == 1);
  };
  CHECK(one_run() == PassResult::ok);
  CHECK(passes == 1);
  CHECK(files_of_state() == 1);
  settings.reverse = false;
  during_pass = {};
  CHECK(one_run() == PassResult::ok);
}

TEST_CASE_FIXTURE(ReverseFixture, "a pass that changed nothing has forgotten nothing") {
  during_pass = {};
  SUBCASE("it could not begin") { outcome.summary.result = PassResult::unavailable; }
  SUBCASE("it was stopped") { outcome.summary.result = PassResult::cancelled; }
  CHECK(one_run() == outcome.summary.result);
  CHECK(passes == 1);
  CHECK(on_record("r", "s"));
  CHECK_FALSE(on_record("s", "r"));
}

TEST_CASE_FIXTURE(ReverseFixture,
                  "a pass that is refused for another reason has forgotten nothing") {
  settings.source = scratch.at("gone");
  remember("r", "gone", "");
  CHECK(one_run() == PassResult::unavailable);
  CHECK(passes == 0);
  CHECK(on_record("r", "gone"));
}

TEST_CASE_FIXTURE(ReverseFixture, "a plan of the new direction forgets nothing") {
  Progress progress;
  const PlanOutcome plan = preview(settings, Preview::plan,
                                   {&records, &pool, &clock, this, &progress, {}}, {});
  CHECK(plan.summary.result == PassResult::ok);
  CHECK(on_record("r", "s"));
  CHECK_FALSE(on_record("s", "r"));
}

TEST_CASE_FIXTURE(ReverseFixture, "the folder that is made for a lost source is the first change") {
  std::filesystem::remove(native_path(scratch.at("r")));
  during_pass = [this] {
    CHECK(scratch.exists("r"));
    CHECK_FALSE(on_record("r", "s"));
    CHECK(on_record("s", "r"));
  };
  CHECK(one_run() == PassResult::ok);
}

TEST_CASE_FIXTURE(ReverseFixture, "--reverse holds for one pass") {
  Job mirror = job();
  CHECK(run(mirror) == PassResult::ok);
  remember("r", "s", "");
  clock.advance(60s);
  CHECK(run(mirror) == PassResult::unavailable);
  CHECK(passes == 1);
  CHECK(on_record("r", "s"));
}

TEST_CASE_FIXTURE(ReverseFixture, "--reverse with the folders in the order of before is refused") {
  std::swap(settings.source, settings.replica);
  SUBCASE("that pair is on record") {
    CHECK(one_run() == PassResult::unavailable);
    CHECK(said_why("leave --reverse out"));
    CHECK(on_record("r", "s"));
  }
  SUBCASE("nothing is") {
    REQUIRE(records.forget(scratch.at("r"), scratch.at("s"), ""));
    CHECK(one_run() == PassResult::unavailable);
    CHECK(said_why("nothing is on record"));
  }
  CHECK(passes == 0);
}

TEST_CASE_FIXTURE(ReverseFixture,
                  "the same command may be repeated until its first pass is through") {
  outcome.record->first_pass.pending = true;
  CHECK(one_run() == PassResult::ok);
  outcome.record->first_pass.pending = false;
  CHECK(one_run() == PassResult::ok);
  CHECK(one_run() == PassResult::unavailable);
  CHECK(passes == 2);
}

TEST_CASE_FIXTURE(ReverseFixture,
                  "where both directions are on record neither is mirrored unasked") {
  PairRecord known;  // of a time before the other direction was mirrored
  known.complete_pass.start = Timestamp{1000, 0};
  known.first_pass.accepted_replica = "ext4:a/1";
  REQUIRE(records.save(scratch.at("s"), scratch.at("r"), known));
  settings.reverse = false;
  CHECK(one_run() == PassResult::unavailable);
  std::swap(settings.source, settings.replica);
  CHECK(one_run() == PassResult::unavailable);
  CHECK(passes == 0);

  std::swap(settings.source, settings.replica);
  settings.reverse = true;
  CHECK(one_run() == PassResult::ok);
  REQUIRE(seen_record);
  CHECK(seen_record->first_pass.pending);
  CHECK_FALSE(seen_record->complete_pass.start);
  CHECK(seen_record->first_pass.accepted_replica.empty());
  CHECK_FALSE(on_record("r", "s"));
}

TEST_CASE_FIXTURE(ReverseFixture, "a damaged record of the old direction is forgotten, too") {
  const std::string file = records.file_of(scratch.at("r"), scratch.at("s"));
  std::ofstream(native_path(file)) << "{";
  settings.reverse = false;
  CHECK(one_run() == PassResult::unavailable);
  settings.reverse = true;
  CHECK(one_run() == PassResult::ok);
  CHECK(on_record("s", "r"));
  CHECK_FALSE(on_record("r", "s"));
}

TEST_CASE_FIXTURE(ReverseFixture, "a direction that can't be forgotten stays on record") {
  const std::string file = records.file_of(scratch.at("r"), scratch.at("s"));
  const std::string in_the_way = file.substr(0, file.size() - 4) + "folders-a/file";
  std::filesystem::create_directories(native_path(in_the_way));
  during_pass = [this] { CHECK_FALSE(seen.before_changes()); };
  outcome.summary.result = PassResult::unavailable;
  CHECK(one_run() == PassResult::unavailable);
  CHECK(on_record("r", "s"));
  settings.reverse = false;
  CHECK(one_run() == PassResult::unavailable);
  CHECK(passes == 1);
}

TEST_CASE_FIXTURE(ReverseFixture, "no pair is turned round while somebody mirrors the old way") {
  std::filesystem::remove(native_path(scratch.at("r")));
  const auto place = take_place(place_name(**open_root(settings.source)).value());
  REQUIRE(place);
  CHECK(one_run() == PassResult::locked);
  CHECK(said_why("lock the source"));
  CHECK(on_record("r", "s"));
  // An empty folder in the place of the old source would have its replica emptied.
  CHECK_FALSE(scratch.exists("r"));
}

TEST_CASE_FIXTURE(ReverseFixture,
                  "a job that waits for the other direction leaves it the replica") {
  settings.reverse = false;
  Job waits = job();
  REQUIRE_FALSE(waits.take_lock());
  CHECK(run(waits) == PassResult::unavailable);
  settings.reverse = true;
  CHECK(one_run() == PassResult::ok);
  clock.advance(300s);
  CHECK(run(waits) == PassResult::ok);
  CHECK(passes == 2);
}
