// Other volumes below the source: one that went away must not empty its copy (scenario 40).
#include "core/pass_fixture.h"

namespace lockstep {
namespace {

// A volume of photos mounted at "m/photos", and a pass over it.
struct Photos {
  Mirror mirror;
  Photos() {
    build(*mirror.source.open(), "a:1 m/photos/");
    mount();
    mirror.pass();
    REQUIRE(exists(*mirror.replica.open(), "m/photos/p1"));
  }
  void mount() {
    mirror.source.mount("m/photos", {.type = "memory", .identity = "photos"});
    build(*mirror.source.open("m/photos"), "p1:one p2:two sub/p3:three lost+found/");
  }
};

const char* const kAll =
    "a:1 m/ m/photos/ m/photos/p1:one m/photos/p2:two m/photos/sub/ m/photos/sub/p3:three";

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
    CHECK(outcome.record->nested_mounts == std::vector<std::string>{"m/photos"});
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

// As `lockstep approve` after a hold.
void approve(Mirror& mirror) {
  mirror.approval = Approval{.removals = mirror.record->held_removals,
                             .lost_mounts = mirror.record->held_lost_mounts,
                             .changed_mounts = mirror.record->held_changed_mounts};
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
  CHECK(mirror.record->held_lost_mounts == std::vector<std::string>{"other"});
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

// A volume that comes up on a folder at any moment of the pass, between listing it and opening it,
// too, is not what the listing told of: nothing of it is touched.
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
    // Seen as a mount at once, or not entered.
    const std::string now = draw(*mirror.replica.open());
    CHECK((now == "m/ m/a:1" || now == "m/ m/b:2"));
    if (now == "m/ m/b:2") CHECK(mirror.record->nested_mounts.size() == 1);
    mirror.pass();
    CHECK(draw(*mirror.replica.open()) == "m/ m/b:2");
    CHECK(mirror.record->nested_mounts.size() == 1);
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
  const auto known = mirror.record->source_mounted;
  mirror.policy.volumes = Volumes::stay_on_source_volume;
  for (int pass = 0; pass < 2; ++pass) {
    CHECK(mirror.pass().summary.result == PassResult::ok);
    CHECK(mirror.record->nested_mounts == std::vector<std::string>{"m/photos", "m/photos/inner"});
    CHECK(mirror.record->source_mounted == known);
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

// A volume mounted in the replica where the source has an ordinary folder.
struct Parted {
  Mirror mirror;
  Parted() {
    mirror.let_everything_through();
    build(*mirror.source.open(), "a:1 m/b:2");
    build(*mirror.replica.open(), "m/");
  }
  void mount() {
    mirror.replica.mount("m", {.type = "memory", .identity = "disk"});
    build(*mirror.replica.open("m"), "theirs/x:1");
  }
};

TEST_CASE("a volume that comes up in the replica between two passes is left alone") {
  Parted parted;
  Mirror& mirror = parted.mirror;
  mirror.pass();
  parted.mount();
  build(*mirror.source.open(), "c:3 m/d:4");
  for (int pass = 0; pass < 2; ++pass) {
    const PassOutcome outcome = mirror.pass();
    CHECK(outcome.summary.result == PassResult::held);
    CHECK(outcome.summary.held.reasons.size() == 1);
    CHECK(draw(*mirror.replica.open()) == "a:1 c:3 m/ m/theirs/ m/theirs/x:1");
  }
  CHECK(mirror.plan().summary.result == PassResult::held);
  CHECK(mirror.verify().summary.problem_count == 1);
  mirror.replica.unmount("m");
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(draw(*mirror.replica.open()) == "a:1 c:3 m/ m/b:2 m/d:4");
}

TEST_CASE("an empty volume that comes up in the replica is filled, and is missed when it goes") {
  Parted parted;
  Mirror& mirror = parted.mirror;
  mirror.pass();
  mirror.replica.mount("m", {.type = "memory", .identity = "disk"});
  build(*mirror.replica.open("m"), "lost+found/");
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(draw(*mirror.replica.open()) == "a:1 m/ m/b:2 m/lost+found/");
  mirror.check_idle();
  mirror.replica.unmount("m");
  build(*mirror.source.open(), "m/d:4");
  CHECK(mirror.pass().summary.result == PassResult::held);
  CHECK_FALSE(exists(*mirror.replica.open(), "m/d"));
}

TEST_CASE("with --approve it becomes a part of the replica, and is missed when it goes") {
  Parted parted;
  Mirror& mirror = parted.mirror;
  mirror.pass();
  parted.mount();
  mirror.policy.approve = true;
  CHECK(mirror.pass().summary.result == PassResult::ok);
  mirror.policy.approve = false;
  mirror.check_idle();
  CHECK(draw(*mirror.replica.open()) == "a:1 m/ m/b:2");
  mirror.replica.unmount("m");
  remove_all(*mirror.replica.open(), "m/b");
  for (const bool folder_gone : {false, true}) {
    if (folder_gone) remove_all(*mirror.replica.open(), "m");
    build(*mirror.source.open(), folder_gone ? "e:3" : "c:3");
    CHECK(mirror.pass().summary.result == PassResult::held);
    CHECK(exists(*mirror.replica.open(), folder_gone ? "e" : "c"));
    CHECK_FALSE(exists(*mirror.replica.open(), "m/b"));
  }
}

TEST_CASE("nothing is written where a volume of the replica was, when a folder above it is gone") {
  for (const bool was_complete : {true, false}) {
    for (const std::string gone : {"x/y", "x"}) {
      for (const bool file_instead : {false, true}) {
        CAPTURE(was_complete);
        CAPTURE(gone);
        CAPTURE(file_instead);
        Mirror mirror;
        mirror.let_everything_through();
        build(*mirror.source.open(), "a:1 x/y/m/b:2");
        build(*mirror.replica.open(), "x/y/m/");
        mirror.replica.mount("x/y/m", {.type = "memory", .identity = "disk"});
        mirror.pass();
        if (!was_complete) {
          mirror.record->complete_pass_start.reset();
          mirror.record->replica_mounts_complete = false;
        }
        mirror.replica.unmount("x/y/m");
        remove_all(*mirror.replica.open(), gone);
        if (file_instead) build(*mirror.replica.open(), gone + ":file");
        const std::string before = draw(*mirror.replica.open());
        for (int pass = 0; pass < 2; ++pass) {
          CHECK(mirror.pass().summary.result == PassResult::held);
          CHECK(mirror.record->held_changed_mounts == std::vector<std::string>{gone});
          CHECK(draw(*mirror.replica.open()) == before);
        }
        approve(mirror);
        CHECK(mirror.pass().summary.result == PassResult::ok);
        mirror.approval.reset();
        CHECK(mirror.difference() == "");
        mirror.check_idle();
      }
    }
  }
}

TEST_CASE("a volume of the replica that goes away during the pass gets nothing below its mount point") {
  constexpr const char* kFirst = "a:1 m/b:2 m/d/e:3";
  for (const bool first_pass : {true, false}) {
    for (const bool at_changes : {true, false}) {
      for (std::size_t n = 1; n < 500; ++n) {
        CAPTURE(first_pass);
        CAPTURE(at_changes);
        CAPTURE(n);
        Mirror mirror;
        mirror.let_everything_through();
        build(*mirror.source.open(), kFirst);
        build(*mirror.replica.open(), "m/");
        mirror.replica.mount("m", {.type = "memory", .identity = "disk"});
        if (!first_pass) {
          mirror.pass();
          build(*mirror.source.open(), "m/c:4 m/d/f:5 m/new/g:6");
          mirror.source.overwrite("m/b", "more");
          remove_all(*mirror.source.open(), "m/d/e");
        }
        bool gone = false;
        FaultyTree replica(mirror.replica.open());
        const auto go = [&] {
          mirror.replica.unmount("m");
          gone = true;
        };
        at_changes ? replica.before_change(n, go) : replica.before_read(n, go);
        mirror.pass(*mirror.source.open(), *replica.open());
        if (!gone) break;
        // Nobody knows of a volume that went before the first pass came to see it.
        if (!mirror.record || mirror.record->replica_mounts.empty()) continue;
        CHECK(draw(*mirror.replica.open("m")) == "");
        mirror.pass();
        CHECK(draw(*mirror.replica.open("m")) == "");
      }
    }
  }
}

TEST_CASE("a request lets a volume come to the replica, and go") {
  Parted parted;
  Mirror& mirror = parted.mirror;
  mirror.pass();
  parted.mount();
  for (const char* const wanted : {"a:1 m/ m/b:2", "a:1 c:3 m/ m/b:2"}) {
    CHECK(mirror.pass().summary.result == PassResult::held);
    CHECK(mirror.record->held_changed_mounts == std::vector<std::string>{"m"});
    approve(mirror);
    CHECK(mirror.pass().summary.result == PassResult::ok);
    mirror.approval.reset();
    CHECK(draw(*mirror.replica.open()) == wanted);
    mirror.check_idle();
    if (exists(*mirror.replica.open(), "c")) break;
    mirror.replica.unmount("m");
    build(*mirror.source.open(), "c:3");
  }
}

TEST_CASE("what an approved volume held is told before it goes, when it is much") {
  Parted parted;
  Mirror& mirror = parted.mirror;
  mirror.pass();
  mirror.policy.removal_limit = {};
  mirror.replica.mount("m", {.type = "memory", .identity = "disk"});
  build(*mirror.replica.open("m"), "1:x 2:x 3:x 4:x 5:x 6:x 7:x 8:x 9:x 10:x 11:x");
  mirror.pass();
  approve(mirror);
  CHECK(mirror.pass().summary.result == PassResult::held);
  CHECK(exists(*mirror.replica.open(), "m/11"));
  CHECK(mirror.record->held_removals == 11);
  approve(mirror);
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(draw(*mirror.replica.open()) == "a:1 m/ m/b:2");
}

TEST_CASE("another volume where one was mounted is not that one") {
  SUBCASE("of the source") {
    Photos photos;
    Mirror& mirror = photos.mirror;
    mirror.source.unmount("m/photos");
    mirror.source.mount("m/photos", {.type = "memory", .identity = "empty"});
    CHECK(mirror.pass().summary.result == PassResult::held);
    CHECK(mirror.pass().summary.result == PassResult::held);
    CHECK(draw(*mirror.replica.open()) == kAll);
    mirror.source.unmount("m/photos");
    photos.mount();
    CHECK(mirror.pass().summary.result == PassResult::ok);
    mirror.source.unmount("m/photos");
    mirror.source.mount("m/photos", {.type = "memory", .identity = "empty"});
    mirror.pass();
    approve(mirror);
    CHECK(mirror.pass().summary.result == PassResult::ok);
    mirror.approval.reset();
    CHECK(draw(*mirror.replica.open()) == "a:1 m/ m/photos/");
    mirror.check_idle();
  }
  SUBCASE("of the replica") {
    Parted parted;
    Mirror& mirror = parted.mirror;
    parted.mount();
    mirror.pass();
    mirror.replica.unmount("m");
    mirror.replica.mount("m", {.type = "memory", .identity = "other"});
    build(*mirror.replica.open("m"), "theirs/y:1");
    CHECK(mirror.pass().summary.result == PassResult::held);
    CHECK(mirror.pass().summary.result == PassResult::held);
    CHECK(exists(*mirror.replica.open(), "m/theirs/y"));
    mirror.policy.approve = true;
    CHECK(mirror.pass().summary.result == PassResult::ok);
    mirror.policy.approve = false;
    mirror.check_idle();
    CHECK(mirror.difference() == "");
  }
}

TEST_CASE("an approval that was held again is none for the next pass") {
  constexpr const char* kMany = "1:x 2:x 3:x 4:x 5:x 6:x 7:x 8:x 9:x 10:x 11:x 12:x 13:x";
  SUBCASE("of a volume of the source that went away") {
    Mirror mirror;
    build(*mirror.source.open(), "a:1 m/");
    mirror.source.mount("m", {.type = "memory", .identity = "photos"});
    build(*mirror.source.open("m"), kMany);
    mirror.pass();
    mirror.source.unmount("m");
    mirror.pass();
    approve(mirror);
    CHECK(mirror.pass().summary.result == PassResult::held);
    mirror.approval.reset();
    for (int pass = 0; pass < 2; ++pass) {
      CHECK(mirror.pass().summary.result == PassResult::held);
      CHECK(exists(*mirror.replica.open(), "m/13"));
    }
    CHECK(mirror.record->held_lost_mounts == std::vector<std::string>{"m"});
  }
  SUBCASE("of a volume of the replica that came") {
    Parted parted;
    Mirror& mirror = parted.mirror;
    mirror.pass();
    mirror.policy.removal_limit = {};
    mirror.replica.mount("m", {.type = "memory", .identity = "disk"});
    build(*mirror.replica.open("m"), kMany);
    mirror.pass();
    approve(mirror);
    CHECK(mirror.pass().summary.result == PassResult::held);
    mirror.approval.reset();
    for (int pass = 0; pass < 2; ++pass) {
      CHECK(mirror.pass().summary.result == PassResult::held);
      CHECK(exists(*mirror.replica.open(), "m/13"));
    }
  }
}

TEST_CASE("--approve lets a mount go although something else could not be mirrored") {
  Photos photos;
  Mirror& mirror = photos.mirror;
  mirror.source.unmount("m/photos");
  build(*mirror.source.open(), "unreadable:1");
  FaultyTree source(mirror.source.open());
  source.make_unreadable("unreadable");
  mirror.policy.approve = true;
  CHECK(mirror.pass(*source.open(), *mirror.replica.open()).summary.result == PassResult::problems);
  mirror.policy.approve = false;
  CHECK(mirror.pass().summary.result == PassResult::ok);
}

TEST_CASE("an approved volume may have gone, or come back, by the time of the pass") {
  Parted parted;
  Mirror& mirror = parted.mirror;
  mirror.pass();
  parted.mount();
  mirror.pass();
  approve(mirror);
  mirror.replica.unmount("m");
  CHECK(mirror.pass().summary.result == PassResult::ok);
  mirror.approval.reset();
  mirror.check_idle();
  CHECK(mirror.record->replica_mounts.empty());
}

TEST_CASE("what was held can be approved after a pass that was cut short") {
  Parted parted;
  Mirror& mirror = parted.mirror;
  mirror.pass();
  parted.mount();
  mirror.pass();
  std::stop_source stopped;
  stopped.request_stop();
  const auto source = mirror.source.open();
  const auto replica = mirror.replica.open();
  mirror.record = run_pass(mirror.prepare(*source, *replica), stopped.get_token()).record;
  CHECK(mirror.record->held_changed_mounts == std::vector<std::string>{"m"});
}

TEST_CASE("a replica of several volumes from the start is mirrored to all of them") {
  Parted parted;
  Mirror& mirror = parted.mirror;
  parted.mount();
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(draw(*mirror.replica.open()) == "a:1 m/ m/b:2");
  mirror.check_idle();
}

TEST_CASE("a first pass does not empty a volume that is mounted in the replica") {
  Mirror mirror;
  build(*mirror.source.open(), "a:1 m/b:2");
  build(*mirror.replica.open(), "m/");
  mirror.replica.mount("m", {.type = "memory", .identity = "disk"});
  build(*mirror.replica.open("m"), "1:x 2:x 3:x 4:x 5:x 6:x 7:x 8:x 9:x 10:x 11:x");
  CHECK(mirror.pass().summary.result == PassResult::held);
  CHECK(exists(*mirror.replica.open(), "m/11"));
}

TEST_CASE("a record that knows nothing of the replica's volumes takes them as they are") {
  Parted parted;
  Mirror& mirror = parted.mirror;
  mirror.pass();
  mirror.record->replica_mounts_complete = false;  // an older version's
  parted.mount();
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(mirror.record->replica_mounts == std::vector<std::string>{"m"});
}

// FAT on Windows, where only the root of a mirror can be one.
TEST_CASE("what can't be set of a volume's root is neither tried nor missed") {
  Mirror mirror;
  mirror.let_everything_through();
  build(*mirror.source.open(), "m/b:2");
  build(*mirror.replica.open(), "m/");
  mirror.replica.change_volume([](Volume& volume) { volume.fixed_roots = true; });
  mirror.replica.mount("m", {.type = "memory", .identity = "disk", .fixed_roots = true});
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(mirror.told.problems.empty());
  CHECK(draw(*mirror.replica.open()) == "m/ m/b:2");
  mirror.check_idle();
}

}  // namespace
}  // namespace lockstep
