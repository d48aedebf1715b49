// Names that the source has and leaves out, and volumes that are not entered: what the replica has
// there.
#include "core/pass_fixture.h"

namespace lockstep {
namespace {

Filter without(const std::string& pattern) { return *Filter::parse({pattern}); }

TEST_CASE(
    "a name that the source leaves out is left alone in the replica, whatever its kind there") {
  Mirror mirror;
  mirror.policy.filter = without("cache/");
  build(*mirror.source.open(), "a:1 cache/x:1 d/cache/y:1");
  build(*mirror.replica.open(), "cache:mine d/cache:mine");
  for (int pass = 0; pass < 2; ++pass) {
    CHECK(mirror.pass().summary.result == PassResult::ok);
    CHECK(draw(*mirror.replica.open()) == "a:1 cache:mine d/ d/cache:mine");
  }
  mirror.check_idle();
}

TEST_CASE("with --delete-excluded it is removed") {
  Mirror mirror;
  mirror.let_everything_through();
  mirror.policy.filter = without("cache/");
  mirror.policy.excluded = ExcludedEntries::remove;
  build(*mirror.source.open(), "a:1 cache/x:1");
  build(*mirror.replica.open(), "cache:mine");
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(mirror.told.text().find("remove_file cache (excluded)") != std::string::npos);
  CHECK(draw(*mirror.replica.open()) == "a:1");
}

struct NotEntered {
  Mirror mirror;
  NotEntered() {
    build(*mirror.source.open(), "a:1 m/photos/");
    mirror.source.mount("m/photos", {.type = "memory", .identity = "photos"});
    build(*mirror.source.open("m/photos"), "p1:one");
  }
};

TEST_CASE("a volume that was never mirrored may go away") {
  NotEntered tree;
  Mirror& mirror = tree.mirror;
  mirror.policy.volumes = Volumes::stay_on_source_volume;
  CHECK(mirror.pass().record->nested_mounts.empty());  // found while the folders above are created
  CHECK(mirror.pass().record->nested_mounts.empty());  // and while they are compared
  mirror.source.unmount("m/photos");
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(draw(*mirror.replica.open()) == "a:1 m/ m/photos/");
}

TEST_CASE(
    "a volume that was mirrored once is held when it goes away, though it is not entered any "
    "more") {
  NotEntered tree;
  Mirror& mirror = tree.mirror;
  mirror.pass();
  mirror.policy.volumes = Volumes::stay_on_source_volume;
  for (int pass = 0; pass < 2; ++pass) CHECK(mirror.pass().summary.result == PassResult::ok);
  mirror.source.unmount("m/photos");
  CHECK(mirror.pass().summary.result == PassResult::held);
  CHECK(draw(*mirror.replica.open()) == "a:1 m/ m/photos/ m/photos/p1:one");
}

// The files on the replica are newer than the source's, as far as they are named.
TEST_CASE("a first pass that holds a newer name of a group copies its other names") {
  for (const char* const foreign : {"a:mine{@1800000000}", "b:mine{@1800000000}"}) {
    CAPTURE(foreign);
    Mirror mirror;
    build(*mirror.source.open(), "a:one{@1600000000} b=a c=a");
    build(*mirror.replica.open(), foreign);
    build(*mirror.replica.open(), "x1:1 x2:1 x3:1 x4:1 x5:1 x6:1 x7:1 x8:1 x9:1 x10:1 x11:1 x12:1");
    CHECK(mirror.pass().summary.result == PassResult::held);
    CHECK(Recorder::joined(mirror.told.problems) == "");
    CHECK(exists(*mirror.replica.open(), "c"));
    mirror.policy.approve = true;
    mirror.pass();
    CHECK(mirror.difference() == "");
  }
}

TEST_CASE("names that were to join a held file wait with it") {
  Mirror mirror;
  build(*mirror.source.open(), "a:one{@1600000000} b=a");
  build(*mirror.replica.open(), "a:mine{@1800000000} b/in:x");
  build(*mirror.replica.open(), "x1:1 x2:1 x3:1 x4:1 x5:1 x6:1 x7:1 x8:1 x9:1 x10:1 x11:1 x12:1");
  CHECK(mirror.pass().summary.result == PassResult::held);
  CHECK(Recorder::joined(mirror.told.problems) == "");
  mirror.policy.approve = true;
  mirror.pass();
  CHECK(mirror.difference() == "");
}

}  // namespace
}  // namespace lockstep
