// Tests other volumes below the source: one that went away must not empty its copy (scenario 40).
#include "core/mounts_fixture.h"

namespace lockstep {
namespace {

TEST_CASE("a nested mount that went away holds its subtree, the rest goes on") {
  Photos photos;
  Mirror& mirror = photos.mirror;
  mirror.source.unmount("m/photos");
  build(*mirror.source.open(), "new:2 m/more:3");
  remove_all(*mirror.source.open(), "a");
  for (int pass = 0; pass < 2; ++pass) {
    const PassOutcome outcome = mirror.pass();
    CHECK(outcome.summary.result == PassResult::held);
    CHECK(outcome.summary.held.reasons.size() == 1);
    CHECK(paths_of(outcome.record->source.mounts) == std::vector<std::string>{"m/photos"});
  }
  CHECK(draw(*mirror.replica.open()) ==
        "m/ m/more:3 m/photos/ m/photos/p1:one m/photos/p2:two m/photos/sub/ m/photos/sub/p3:three "
        "new:2");
}

TEST_CASE("the mount point's folder may be gone as well, or one above it") {
  for (const char* const gone : {"m/photos", "m"}) {
    Photos photos;
    photos.mirror.source.unmount("m/photos");
    remove_all(*photos.mirror.source.open(), gone);
    CHECK(photos.mirror.pass().summary.result == PassResult::held);
    CHECK(draw(*photos.mirror.replica.open()) == kAll);
  }
}

TEST_CASE("when it is mounted again all is well, and --approve lets it go for good") {
  Photos photos;
  Mirror& mirror = photos.mirror;
  mirror.source.unmount("m/photos");
  mirror.pass();
  photos.mount();
  CHECK(mirror.pass().summary.result == PassResult::ok);
  mirror.source.unmount("m/photos");
  mirror.policy.approve = true;
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(draw(*mirror.replica.open()) == "a:1 m/ m/photos/");
  mirror.policy.approve = false;
  mirror.check_idle();
}
TEST_CASE("a request lets a mount go that the last hold told of") {
  for (const char* const gone : {"m/photos/p1", "m/photos", "m"}) {
    CAPTURE(gone);
    Photos photos;
    Mirror& mirror = photos.mirror;
    mirror.source.unmount("m/photos");
    if (exists(*mirror.source.open(), gone)) remove_all(*mirror.source.open(), gone);
    CHECK(mirror.pass().summary.result == PassResult::held);
    approve(mirror);
    CHECK(mirror.pass().summary.result == PassResult::ok);
    mirror.approval.reset();
    CHECK(mirror.difference() == "");
    mirror.check_idle();
  }
}

TEST_CASE("a request lets no mount go that went after the hold") {
  Photos photos;
  Mirror& mirror = photos.mirror;
  build(*mirror.source.open(), "other/");
  mirror.source.mount("other", {.type = "memory", .identity = "other"});
  build(*mirror.source.open("other"), "o:1");
  mirror.pass();
  mirror.source.unmount("m/photos");
  mirror.pass();
  approve(mirror);
  mirror.source.unmount("other");
  CHECK(mirror.pass().summary.result == PassResult::held);
  CHECK(draw(*mirror.replica.open()) == "a:1 m/ m/photos/ other/ other/o:1");
  CHECK(mirror.record->held.lost_mounts == std::vector<std::string>{"other"});
}

TEST_CASE("what was approved stays so when something else is held then") {
  Photos photos;
  Mirror& mirror = photos.mirror;
  mirror.policy.removal_limit.count = 1;
  mirror.source.unmount("m/photos");
  mirror.pass();
  for (int pass = 0; pass < 2; ++pass) {
    approve(mirror);
    CHECK((mirror.pass().summary.result == PassResult::ok) == (pass == 1));
  }
  mirror.approval.reset();
  CHECK(draw(*mirror.replica.open()) == "a:1 m/ m/photos/");
  mirror.check_idle();
}

TEST_CASE("a mount that goes away during the pass removes nothing") {
  for (std::size_t n = 1; n < 200; ++n) {
    CAPTURE(n);
    Photos photos;
    bool done = false;
    FaultyTree source(photos.mirror.source.open());
    source.before_read(n, [&] {
      photos.mirror.source.unmount("m/photos");
      done = true;
    });
    photos.mirror.pass(*source.open(), *photos.mirror.replica.open());
    CHECK(draw(*photos.mirror.replica.open()) == kAll);
    if (!done) break;
  }
}

// A volume may come up on a folder at any moment of the pass, between listing it and opening it,
// too. It is not what the listing told of, so nothing of it is touched.
TEST_CASE("a volume mounted in the replica during the pass keeps what it holds") {
  for (const char* const where : {"extra", "extra/sub", "both", "both/sub", "fresh/new"}) {
    CAPTURE(where);
    for (std::size_t n = 1; n < 500; ++n) {
      CAPTURE(n);
      Mirror mirror;
      mirror.let_everything_through();
      const auto from = mirror.source.open();
      build(*from, "extra/x:1 extra/sub/y:2 both/b:0 both/old:1 both/sub/d:3");
      mirror.pass();
      for (const char* const gone : {"extra", "both/old", "both/sub/d"}) remove_all(*from, gone);
      build(*from, "both/c:1 both/sub/c:2 fresh/new/f:1");
      mirror.source.overwrite("both/b", "more");
      bool arrived = false;
      bool mounted = false;
      FaultyTree replica(mirror.replica.open());
      replica.before_read(n, [&] {
        arrived = true;
        if (!exists(*mirror.replica.open(), where)) return;
        mirror.replica.mount(where, {.type = "memory", .identity = "disk"});
        build(*mirror.replica.open(where), "b:theirs old:2 d:3 x:1 sub/y:2 sub/z:4");
        mounted = true;
      });
      mirror.pass(*mirror.source.open(), *replica.open());
      if (!arrived) break;
      if (mounted && examine(*mirror.replica.open(), where).mount_point) {
        CHECK(draw(*mirror.replica.open(where)) == "b:theirs d:3 old:2 sub/ sub/y:2 sub/z:4 x:1");
      }
    }
  }
}

TEST_CASE("a volume mounted in the source during the pass is left to the next") {
  for (std::size_t n = 1; n < 500; ++n) {
    CAPTURE(n);
    Mirror mirror;
    mirror.let_everything_through();
    build(*mirror.source.open(), "m/a:1");
    mirror.pass();
    bool arrived = false;
    FaultyTree source(mirror.source.open());
    source.before_read(n, [&] {
      arrived = true;
      mirror.source.mount("m", {.type = "memory", .identity = "disk"});
      build(*mirror.source.open("m"), "b:2");
    });
    mirror.pass(*source.open(), *mirror.replica.open());
    if (!arrived) break;
    CAPTURE(Recorder::joined(mirror.told.problems));
    // The volume is seen as a mount at once, or not entered.
    const std::string now = draw(*mirror.replica.open());
    CHECK((now == "m/ m/a:1" || now == "m/ m/b:2"));
    if (now == "m/ m/b:2") CHECK(mirror.record->source.mounts.size() == 1);
    mirror.pass();
    CHECK(draw(*mirror.replica.open()) == "m/ m/b:2");
    CHECK(mirror.record->source.mounts.size() == 1);
  }
}

TEST_CASE("--one-file-system does not enter other volumes, and leaves the replica's side alone") {
  Mirror mirror;
  build(*mirror.source.open(), "m/photos/");
  mirror.source.mount("m/photos", {.type = "memory", .identity = "photos"});
  build(*mirror.source.open("m/photos"), "p1:one");
  build(*mirror.replica.open(), "m/photos/mine:x");
  mirror.policy.volumes = Volumes::stay_on_source_volume;
  mirror.pass();
  CHECK(draw(*mirror.replica.open()) == "m/ m/photos/ m/photos/mine:x");
}

TEST_CASE("what is known of volumes outlasts passes with --one-file-system") {
  Photos photos;
  Mirror& mirror = photos.mirror;
  build(*mirror.source.open("m/photos"), "inner/");
  mirror.source.mount("m/photos/inner", {.type = "memory", .identity = "inner"});
  build(*mirror.source.open("m/photos/inner"), "q:four");
  REQUIRE(mirror.pass().summary.result == PassResult::ok);
  REQUIRE(exists(*mirror.replica.open(), "m/photos/inner/q"));
  const auto known = mirror.record->source.mounts;
  mirror.policy.volumes = Volumes::stay_on_source_volume;
  for (int pass = 0; pass < 2; ++pass) {
    CHECK(mirror.pass().summary.result == PassResult::ok);
    CHECK(mirror.record->source.mounts == known);
  }
  mirror.source.unmount("m/photos/inner");
  SUBCASE("one that goes from below another one") {}
  SUBCASE("another one that comes in its place") {
    mirror.source.unmount("m/photos");
    mirror.source.mount("m/photos", {.type = "memory", .identity = "empty"});
  }
  mirror.policy.volumes = Volumes::enter_all;
  for (int pass = 0; pass < 2; ++pass) {
    CHECK(mirror.pass().summary.result == PassResult::held);
    CHECK(exists(*mirror.replica.open(), "m/photos/inner/q"));
  }
}

TEST_CASE("a volume of the replica stays known through passes with --one-file-system") {
  Mirror mirror;
  mirror.let_everything_through();
  build(*mirror.source.open(), "a:1 m/b:2");
  build(*mirror.replica.open(), "m/");
  mirror.replica.mount("m", {.type = "memory", .identity = "disk"});
  mirror.pass();
  mirror.policy.volumes = Volumes::stay_on_source_volume;
  CHECK(mirror.pass().summary.result == PassResult::ok);
  SUBCASE("and is missed within them") {
    mirror.replica.unmount("m");
    build(*mirror.source.open(), "m/c:3");
  }
  SUBCASE("and another one is not taken for it afterwards") {
    mirror.policy.volumes = Volumes::enter_all;
    mirror.replica.unmount("m");
    mirror.replica.mount("m", {.type = "memory", .identity = "other"});
    build(*mirror.replica.open("m"), "theirs:1");
  }
  CHECK(mirror.pass().summary.result == PassResult::held);
  CHECK_FALSE(exists(*mirror.replica.open(), "m/b"));
  CHECK_FALSE(exists(*mirror.replica.open(), "m/c"));
}

TEST_CASE("nothing is renamed into another volume of the replica") {
  Mirror mirror;
  build(*mirror.source.open(), "a/big#5000 m/");
  build(*mirror.replica.open(), "m/");
  mirror.replica.mount("m", {.type = "memory", .identity = "other"});
  mirror.pass();
  move(*mirror.source.open(), "a/big", "m/big");
  mirror.pass();
  CHECK(Recorder::joined(mirror.told.problems) == "");
  CHECK(draw(*mirror.source.open()) == draw(*mirror.replica.open()));
}

TEST_CASE("a volume mounted in the replica where the source has nothing is a problem and stays") {
  Mirror mirror;
  build(*mirror.replica.open(), "m/ n/x:1");
  mirror.replica.mount("m", {.type = "memory", .identity = "other"});
  build(*mirror.replica.open("m"), "theirs:1");
  mirror.pass();
  CHECK(mirror.told.problems.size() == 1);
  CHECK(draw(*mirror.replica.open()) == "m/ m/theirs:1");
}

}  // namespace
}  // namespace lockstep
