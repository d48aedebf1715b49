// Entries that were in the replica before the first pass may be somebody's: they go when that was
// approved, and not before, however many passes later they come to light (scenario 1).
#include "core/pass_fixture.h"

namespace lockstep {
namespace {

void fill(MemoryTree& tree, const std::string& folder, int files) {
  for (int i = 0; i < files; ++i)
    write_file(*tree.open(), folder + "foreign" + std::to_string(i), "theirs");
}

void approve(Mirror& mirror) {
  mirror.approval = Held{.removals = mirror.record->held.removals,
                             .newer = mirror.record->held.newer,
                             .first_pass = mirror.record->held.first_pass};
}

TEST_CASE("a limit given for one pass does not make the folder known when it holds that pass") {
  Mirror mirror;
  write_file(*mirror.source.open(), "mine", "mine");
  fill(mirror.replica, "", 200);
  mirror.policy.removal_limit = {.count = 50, .percent = {}, .chosen_now = true};
  CHECK(mirror.pass().summary.result == PassResult::held);
  mirror.policy.removal_limit = {};
  CHECK(mirror.pass().summary.result == PassResult::held);
  CHECK(exists(*mirror.replica.open(), "foreign199"));
}

TEST_CASE("nor does an approval that an empty source holds") {
  Mirror mirror;
  fill(mirror.replica, "", 100);
  mirror.policy.approve = true;
  CHECK(mirror.pass().summary.result == PassResult::held);
  mirror.policy.approve = false;
  write_file(*mirror.source.open(), "mine", "mine");
  CHECK(mirror.pass().summary.result == PassResult::held);
  CHECK(exists(*mirror.replica.open(), "foreign99"));
}

TEST_CASE("nothing is moved about in a folder that may be somebody's") {
  Mirror mirror;
  build(*mirror.source.open(), "pics/2020/a#5000 pics/2020/b#6000");
  build(*mirror.replica.open(), "theirs/a#5000 theirs/b#6000");
  for (const char* const name : {"a", "b"}) {
    const auto time = examine(*mirror.source.open(), std::string("pics/2020/") + name).modified();
    set_modified(*mirror.replica.open(), std::string("theirs/") + name, time);
  }
  fill(mirror.replica, "", 40);
  CHECK(mirror.pass().summary.result == PassResult::held);
  CHECK(mirror.record->held.removals == 42);
  CHECK(exists(*mirror.replica.open(), "theirs/a"));
  approve(mirror);
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(mirror.difference() == "");
}

TEST_CASE("what could not be looked into at first is foreign still when it can") {
  for (const bool of_source : {true, false}) {
    CAPTURE(of_source);
    Mirror mirror;
    build(*mirror.source.open(), "a:1 d/b:2 e/c:3");
    build(*mirror.replica.open(), "d/ e/");
    fill(mirror.replica, "d/", 30);
    FaultyTree source(mirror.source.open());
    FaultyTree replica(mirror.replica.open());
    (of_source ? source : replica).make_unreadable("d");
    for (int pass = 0; pass < 2; ++pass)
      CHECK(mirror.pass(*source.open(), *replica.open()).summary.result == PassResult::problems);
    source.forget_faults();
    replica.forget_faults();
    // Known entries are removed as ever.
    fill(mirror.replica, "e/", 30);
    CHECK(mirror.pass().summary.result == PassResult::held);
    CHECK(exists(*mirror.replica.open(), "d/foreign29"));
    CHECK(exists(*mirror.replica.open(), "d/b"));
    CHECK(mirror.pass().summary.result == PassResult::held);
    approve(mirror);
    CHECK(mirror.pass().summary.result == PassResult::ok);
    CHECK(mirror.difference() == "");
    mirror.approval.reset();
    // A number of a configuration does not count for foreign folders.
    mirror.policy.removal_limit.percent = 100;
    fill(mirror.replica, "d/", 30);
    CHECK(mirror.pass().summary.result == PassResult::ok);
    CHECK(mirror.difference() == "");
  }
}

TEST_CASE("a folder that stays unreadable does not make the rest foreign") {
  Mirror mirror;
  build(*mirror.source.open(), "a:1 d/b:2");
  FaultyTree source(mirror.source.open());
  source.make_unreadable("d");
  const auto pass = [&] { return mirror.pass(*source.open(), *mirror.replica.open()); };
  CHECK(pass().summary.result == PassResult::problems);
  fill(mirror.replica, "", 30);
  mirror.policy.removal_limit.percent = 100;
  CHECK(pass().summary.removed.total() == 30);
}

TEST_CASE("another folder in the replica's place is foreign, the same volume or not") {
  Mirror mirror;
  write_file(*mirror.source.open(), "mine", "mine");
  mirror.pass();
  MemoryTree other({}, &mirror.clock);
  fill(other, "", 30);
  other.change_volume(
      [&](Volume& volume) { volume.identity = (*mirror.replica.open()->volume()).identity; });
  const auto pass = [&] { return mirror.pass(*mirror.source.open(), *other.open()); };
  mirror.record->first_pass.accepted_replica = "this volume/another folder";
  CHECK(pass().summary.result == PassResult::held);
  CHECK(pass().summary.result == PassResult::held);
  CHECK(exists(*other.open(), "foreign29"));
  approve(mirror);
  CHECK(pass().summary.result == PassResult::ok);
  mirror.approval.reset();
  mirror.policy.removal_limit.percent = 100;
  fill(other, "", 30);
  CHECK(pass().summary.result == PassResult::ok);
}

TEST_CASE("another folder of the source is none of the replica's affair") {
  Mirror mirror;
  build(*mirror.source.open(), "1:x 2:x 3:x 4:x 5:x 6:x 7:x 8:x 9:x 10:x 11:x 12:x");
  mirror.pass();
  MemoryTree other({}, &mirror.clock);
  build(*other.open(), "new:1");
  other.change_volume(
      [&](Volume& volume) { volume.identity = (*mirror.source.open()->volume()).identity; });
  mirror.record->source.compared.folder = "this volume/another folder";
  mirror.policy.removal_limit.percent = 100;
  CHECK(mirror.pass(*other.open(), *mirror.replica.open()).summary.result == PassResult::ok);
}

}  // namespace
}  // namespace lockstep
