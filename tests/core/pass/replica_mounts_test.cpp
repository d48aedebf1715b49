// Tests other volumes below the replica, and approvals of volumes that came or went.
#include "core/mounts_fixture.h"

namespace lockstep {
namespace {

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
          mirror.record->complete_pass.start.reset();
          mirror.record->complete_pass.found_replica_mounts = false;
        }
        mirror.replica.unmount("x/y/m");
        remove_all(*mirror.replica.open(), gone);
        if (file_instead) build(*mirror.replica.open(), gone + ":file");
        const std::string before = draw(*mirror.replica.open());
        for (int pass = 0; pass < 2; ++pass) {
          CHECK(mirror.pass().summary.result == PassResult::held);
          CHECK(mirror.record->held.changed_mounts == std::vector<std::string>{gone});
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

TEST_CASE(
    "a volume of the replica that goes away during the pass gets nothing below its mount point") {
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
        if (!mirror.record || mirror.record->replica.mounts.empty()) continue;
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
    CHECK(mirror.record->held.changed_mounts == std::vector<std::string>{"m"});
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
  CHECK(mirror.record->held.removals == 11);
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
    CHECK(mirror.record->held.lost_mounts == std::vector<std::string>{"m"});
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
  CHECK(mirror.record->replica.mounts.empty());
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
  CHECK(mirror.record->held.changed_mounts == std::vector<std::string>{"m"});
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
  mirror.record->complete_pass.found_replica_mounts = false;  // an older version's
  parted.mount();
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(paths_of(mirror.record->replica.mounts) == std::vector<std::string>{"m"});
}

// FAT on Windows is such a volume, where only the root of a mirror can be one.
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
