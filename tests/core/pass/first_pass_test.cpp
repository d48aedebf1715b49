// A first pass stays one until the guard has let it through.
#include "core/pass_fixture.h"

namespace lockstep {
namespace {

void fill(MemoryTree& tree, int files) {
  for (int i = 0; i < files; ++i) write_file(*tree.open(), "foreign" + std::to_string(i), "theirs");
}

TEST_CASE("a first pass that was held is held again, and again") {
  Mirror mirror;
  write_file(*mirror.source.open(), "mine", "mine");
  fill(mirror.replica, 20);
  for (int pass = 0; pass < 3; ++pass) {
    CHECK(mirror.pass().summary.result == PassResult::held);
    CHECK(exists(*mirror.replica.open(), "foreign7"));
    CHECK(read_file(*mirror.replica.open(), "mine") == "mine");
  }
  mirror.policy.approve = true;
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK_FALSE(exists(*mirror.replica.open(), "foreign7"));
  mirror.policy.approve = false;
  // A number of a configuration does not count for a foreign folder.
  mirror.policy.removal_limit.percent = 100;
  fill(mirror.replica, 20);
  CHECK(mirror.pass().summary.result == PassResult::ok);  // known by now: these are extra entries
}

TEST_CASE("a first pass that was stopped during its walk is still one") {
  Mirror mirror;
  write_file(*mirror.source.open(), "mine", "mine");
  fill(mirror.replica, 20);
  std::stop_source stop;
  FaultyTree source(mirror.source.open());
  source.before_read(2, [&stop] { stop.request_stop(); });
  const auto replica = mirror.replica.open();
  CHECK(mirror.pass(*source.open(), *replica, stop.get_token()).summary.result ==
        PassResult::cancelled);
  CHECK(mirror.pass().summary.result == PassResult::held);
  CHECK(exists(*mirror.replica.open(), "foreign7"));
}

TEST_CASE("a quiet edit is noticed under other options, too") {
  Mirror mirror;
  build(*mirror.source.open(), "f:before{@5.5}");
  mirror.pass();
  mirror.source.overwrite("f", "after!");
  set_modified(*mirror.source.open(), "f", Timestamp{5, 5});
  set_modified(*mirror.source.open(), "f", examine(*mirror.replica.open(), "f").modified());
  mirror.policy.fingerprint = "another";
  mirror.pass();
  CHECK(read_file(*mirror.replica.open(), "f") == "after!");
}

TEST_CASE("a record from the future vouches for nothing") {
  Mirror mirror;
  build(*mirror.source.open(), "f:before{@5.5} l->one");
  mirror.pass();
  mirror.record->complete_pass.start->seconds += 3600;
  mirror.record->complete_pass.end->seconds += 3600;
  mirror.source.overwrite("f", "after!");
  set_modified(*mirror.source.open(), "f", examine(*mirror.replica.open(), "f").modified());
  mirror.pass();
  CHECK(read_file(*mirror.replica.open(), "f") == "after!");
}

TEST_CASE("links that changed places with their folders are followed") {
  Mirror mirror;
  build(*mirror.source.open(), "a/ a/l->one{@5.5} b/ b/l->two{@5.5}");
  mirror.pass();
  mirror.check_idle();
  const auto source = mirror.source.open();
  move(*source, "a", "c");
  move(*source, "b", "a");
  move(*source, "c", "b");
  mirror.pass();
  CHECK(mirror.difference() == "");
}

TEST_CASE("one entry that refuses its owner does not speak for its volume") {
  Mirror mirror;
  build(*mirror.source.open(), "f|fifo{1:1}");
  build(*mirror.replica.open(), "f|fifo{7:7}");
  set_modified(*mirror.replica.open(), "f", examine(*mirror.source.open(), "f").modified());
  mirror.let_everything_through();
  FaultyTree replica(mirror.replica.open());
  replica.fail_operation(Operation::set_owner, 1, ErrorKind::permission_denied);
  const auto source = mirror.source.open();
  CHECK(mirror.pass(*source, *replica.open()).summary.result == PassResult::problems);
  mirror.pass();
  CHECK(mirror.difference() == "");
}

TEST_CASE("a file is mirrored without the attribute that can't be set") {
  Mirror mirror;
  build(*mirror.source.open(), "f:content{user.x=y}");
  FaultyTree replica(mirror.replica.open());
  replica.fail_operation(Operation::set_attribute, 1, ErrorKind::permission_denied);
  const auto source = mirror.source.open();
  CHECK(mirror.pass(*source, *replica.open()).summary.result == PassResult::problems);
  CHECK(read_file(*mirror.replica.open(), "f") == "content");
  mirror.pass();
  CHECK(mirror.difference() == "");
}

TEST_CASE("setuid is never given for an owner that could not be set") {
  MemoryOptions options;
  options.can.owners = false;
  SUBCASE("it is refused") {}
  SUBCASE("it is dropped in silence") { options.ignores_owners = true; }
  Mirror mirror(1, options);
  build(*mirror.source.open(), "f:x{06755,3:3}");
  mirror.pass();
  CHECK((examine(*mirror.replica.open(), "f").mode & 06000) == 0);
}

}  // namespace
}  // namespace lockstep
