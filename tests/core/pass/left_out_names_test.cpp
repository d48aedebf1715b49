// Tests names that the source has and leaves out, and volumes that are not entered: what becomes of
// the replica's entries there.
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

TEST_CASE(
    "a folder that the pattern excludes keeps its name from a file, which is told once a pass") {
  Mirror mirror;
  mirror.policy.filter = without("cache/");
  build(*mirror.source.open(), "a:1 cache:file d/cache:file d/x:2");
  build(*mirror.replica.open(), "cache/mine:m d/cache/mine:m");
  for (int pass = 0; pass < 2; ++pass) {
    CHECK(mirror.pass().summary.result == PassResult::ok);
    CHECK(Recorder::joined(mirror.told.skipped) ==
          "cache: a pattern excludes the replica's folder of this name, which is left alone\n"
          "d/cache: a pattern excludes the replica's folder of this name, which is left alone\n");
    CHECK(draw(*mirror.replica.open()) ==
          "a:1 cache/ cache/mine:m d/ d/cache/ d/cache/mine:m d/x:2");
  }
  mirror.check_idle();
  mirror.let_everything_through();
  mirror.policy.excluded = ExcludedEntries::remove;
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(mirror.difference() == "");
}

const char* const kVolumesOwn =
    "lost+found/orphan:o System\\sVolume\\sInformation/tracking.log:t $RECYCLE.BIN/S-1-5:d";
const char* const kVolumesOwnSpeltOtherwise = "system\\svolume\\sinformation/w:w $Recycle.Bin/r:r";

// This is scenario 27.
TEST_CASE("what belongs to a volume is left alone at its root, on both sides") {
  for (const char* const own : {kVolumesOwn, kVolumesOwnSpeltOtherwise}) {
    CAPTURE(own);
    for (const bool in_source : {true, false}) {
      CAPTURE(in_source);
      Mirror mirror;
      mirror.let_everything_through();
      build(*mirror.source.open(), "v/");
      build(*mirror.replica.open(), "v/");
      MemoryTree& tree = in_source ? mirror.source : mirror.replica;
      tree.mount("v", {.type = "memory", .identity = "disk"});
      build(*mirror.source.open("v"), "mine:1");
      build(*tree.open("v"), own);
      CHECK(mirror.pass().summary.result == PassResult::ok);
      if (in_source) {
        CHECK(draw(*mirror.replica.open("v")) == "mine:1");
      } else {
        CHECK(mirror.told.text().find("remove") == std::string::npos);
        CHECK(paths_in(*tree.open("v")).size() > 2);
      }
      mirror.check_idle();
    }
  }
}

TEST_CASE("a volume's own folders are left out of a folder that is created whole, too") {
  Mirror mirror;
  build(*mirror.source.open(), "new/v/");
  mirror.source.mount("new/v", {.type = "memory", .identity = "disk"});
  build(*mirror.source.open("new/v"), "mine:1");
  build(*mirror.source.open("new/v"), kVolumesOwnSpeltOtherwise);
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(draw(*mirror.replica.open()) == "new/ new/v/ new/v/mine:1");
}

TEST_CASE("elsewhere such names are as any other, and so is lost+found in other letters") {
  Mirror mirror;
  build(*mirror.source.open(), "v/Lost+Found/ d/lost+found/ d/$RECYCLE.BIN/x:1");
  mirror.source.mount("v", {.type = "memory", .identity = "disk"});
  build(*mirror.source.open("v"), "Lost+Found/x:1");
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(draw(*mirror.replica.open()) ==
        "d/ d/$RECYCLE.BIN/ d/$RECYCLE.BIN/x:1 d/lost+found/ v/ v/Lost+Found/ v/Lost+Found/x:1");
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
  // The volume is found while the folders above are created.
  CHECK(mirror.pass().record->source.mounts.empty());
  // It is found, too, while they are compared.
  CHECK(mirror.pass().record->source.mounts.empty());
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

// The replica has one of the group's names, as a file that is newer than the source's.
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
