// Tests a problem that lasts, from the first pass on, so that no pass is ever complete. Changes
// meanwhile under an old size and time are found all the same.
#include "core/look/equal_files.h"
#include "core/model/folder_identities.h"
#include "core/pass_fixture.h"

namespace lockstep {
namespace {

// A pair with one file that can't be read. The replica holds what the source does, or is filled by
// the first pass.
struct LastingProblem : Mirror {
  LastingProblem() : unreadable(source.open()) {
    build(*source.open(), kTree);
    build(*source.open(), "leased:busy");
    unreadable.make_unreadable("leased");
    let_everything_through();
  }
  void first_pass() {
    SUBCASE("in a replica that the first pass filled") {}
    SUBCASE("in a replica that was filled before") { build(*replica.open(), kTree); }
    check_pass();
  }
  PassSummary check_pass() {
    const PassSummary summary = pass(*unreadable.open(), *replica.open()).summary;
    CHECK(summary.result == PassResult::problems);
    CHECK_FALSE(record->complete_pass.start.has_value());
    return summary;
  }
  std::string replica_file(const std::string& path) { return read_file(*replica.open(), path); }

  static constexpr const char* kTree =
      "f:before{@5.5} quiet:text{@5.5} cur/VERSION:1.2.3{@5.5} cur/sub/file:old{@5.5} "
      "next/VERSION:1.2.4{@5.5} next/sub/file:new{@5.5}";
  FaultyTree unreadable;
};

TEST_CASE_FIXTURE(LastingProblem, "a file rewritten with its size and time set back is copied") {
  first_pass();
  CHECK(check_pass().hashed_files == 0);
  source.overwrite("f", "behind");
  set_modified(*source.open(), "f", {5, 500'000'000});
  CHECK(check_pass().hashed_files == 1);
  CHECK(replica_file("f") == "behind");
}

TEST_CASE_FIXTURE(LastingProblem, "a folder that took another one's place is read, however old") {
  first_pass();
  CHECK(check_pass().hashed_files == 0);
  move(*source.open(), "cur", "old");
  move(*source.open(), "next", "cur");
  build(*source.open(), "cur/.deployed:now");  // nothing tells that the folder was renamed
  check_pass();
  CHECK(replica_file("cur/VERSION") == "1.2.4");
  CHECK(replica_file("cur/sub/file") == "new");
  SUBCASE("and another one after it") {
    build(*source.open(), "more/VERSION:1.2.5{@5.5} more/sub/file:NEW{@5.5}");
    check_pass();
    move(*source.open(), "cur", "next");
    move(*source.open(), "more", "cur");
    build(*source.open(), "cur/.deployed:now");
    check_pass();
    CHECK(replica_file("cur/sub/file") == "NEW");
  }
  SUBCASE("by every pass until one is complete") {
    CHECK(check_pass().hashed_files > 0);
    CHECK(pass().summary.result == PassResult::ok);
    CHECK(difference() == "");
    CHECK(pass().summary.hashed_files == 0);
    CHECK_FALSE(record->first_pass.start.has_value());
    check_idle();
  }
}

TEST_CASE_FIXTURE(LastingProblem, "a file that could not be compared stays to be read") {
  first_pass();
  move(*source.open(), "cur", "old");
  move(*source.open(), "next", "cur");
  build(*source.open(), "cur/.deployed:now");
  unreadable.make_unreadable("cur/VERSION");
  check_pass();
  CHECK(replica_file("cur/VERSION") == "1.2.3");
  FaultyTree later(source.open());
  later.make_unreadable("leased");
  pass(*later.open(), *replica.open());
  CHECK(replica_file("cur/VERSION") == "1.2.4");
}

TEST_CASE_FIXTURE(LastingProblem, "a source's root that was exchanged is read") {
  first_pass();
  const std::string folder = record->source.compared.folder;
  CHECK_FALSE(folder.empty());
  record->source.compared.folder = record->source.folder = "disk/another";
  policy.approve = true;
  CHECK(check_pass().hashed_files > 0);
}

TEST_CASE_FIXTURE(LastingProblem, "a large file is not read by every pass of a process") {
  EqualFiles memory;
  known_equal = &memory;
  build(*source.open(), "large#300000{@5.5}");
  build(*replica.open(), "large#300000{@5.5}");
  check_pass();
  set_mode(*source.open(), "large", 0600);  // it has a new ctime
  // The first pass gives the replica's file a new ctime, too.
  for (int i = 0; i < 3; ++i) {
    memory.begin_pass();
    CHECK(check_pass().hashed_files == 1);
  }
  memory.begin_pass();
  CHECK(check_pass().hashed_files == 0);
}

TEST_CASE_FIXTURE(LastingProblem, "a pass that was stopped makes no other folders of the rest") {
  build(*replica.open(), kTree);
  FaultyTree stopped(source.open());
  std::stop_source stop;
  stopped.before_operation(Operation::list, 2, [&] { stop.request_stop(); });
  CHECK(pass(*stopped.open(), *replica.open(), stop.get_token()).summary.result ==
        PassResult::cancelled);
  CHECK_FALSE(folders);
  CHECK(record->first_pass.start.has_value());
  CHECK(check_pass().hashed_files == 0);
  CHECK(folders);
}

TEST_CASE_FIXTURE(LastingProblem, "after a clock that was wrong what changed of late is read") {
  first_pass();
  record->first_pass.start = Timestamp{4'000'000'000, 0};
  source.overwrite("f", "behind");
  set_modified(*source.open(), "f", {5, 500'000'000});
  check_pass();
  CHECK(replica_file("f") == "behind");
  CHECK(*record->first_pass.start < Timestamp::from(clock.now()));
}

TEST_CASE_FIXTURE(LastingProblem, "an older version's record lets all be read, once") {
  build(*replica.open(), kTree);
  source.overwrite("f", "behind");
  set_modified(*source.open(), "f", {5, 500'000'000});
  check_pass();
  CHECK(replica_file("f") == "before");  // as in every first pass
  record->first_pass.start.reset();
  CHECK(check_pass().hashed_files > 0);
  CHECK(replica_file("f") == "behind");
  CHECK(check_pass().hashed_files == 0);
}

}  // namespace
}  // namespace lockstep
