// Tests another volume in the place of a mounted one, approved and held all the same: the next pass
// knows of no approval.
#include "core/faulty_mirror.h"

namespace lockstep {
namespace {

constexpr const char* kMany = "1:x 2:x 3:x 4:x 5:x 6:x 7:x 8:x 9:x 10:x 11:x 12:x 13:x";

void check_held_twice(Mirror& mirror) {
  for (int pass = 0; pass < 2; ++pass) {
    CHECK(mirror.pass().summary.result == PassResult::held);
    CHECK(exists(*mirror.replica.open(), "m/13"));
  }
}

TEST_CASE("an empty volume in the place of a mirrored one is held after an approval held again") {
  Mirror mirror;
  build(*mirror.source.open(), "a:1 m/");
  mirror.source.mount("m", {.type = "memory", .identity = "photos"});
  build(*mirror.source.open("m"), kMany);
  mirror.pass();
  mirror.source.unmount("m");
  mirror.source.mount("m", {.type = "memory", .identity = "empty"});
  mirror.pass();
  mirror.approval = Held{.lost_mounts = mirror.record->held.lost_mounts};
  CHECK(mirror.pass().summary.result == PassResult::held);
  mirror.approval.reset();
  check_held_twice(mirror);
}

TEST_CASE("another volume of the replica is held after an approval held again") {
  Mirror mirror;
  build(*mirror.source.open(), "a:1 m/b:2");
  build(*mirror.replica.open(), "m/");
  mirror.replica.mount("m", {.type = "memory", .identity = "first"});
  mirror.pass();
  mirror.replica.unmount("m");
  mirror.replica.mount("m", {.type = "memory", .identity = "second"});
  build(*mirror.replica.open("m"), kMany);
  mirror.pass();
  mirror.approval = Held{.changed_mounts = mirror.record->held.changed_mounts};
  CHECK(mirror.pass().summary.result == PassResult::held);
  mirror.approval.reset();
  check_held_twice(mirror);
}

// Only an empty volume may come up in the replica unasked.
TEST_CASE("a new volume that can't be looked through is not taken for an empty one") {
  struct Case {
    Operation operation;
    const char* path;
  };
  for (const Case& one : {Case{Operation::list, "m"}, {Operation::examine_listed, "m/13"},
                          {Operation::open_directory, "m"}}) {
    for (const bool once : {true, false}) {
      CAPTURE(name_of(one.operation));
      CAPTURE(once);
      FaultyMirror mirror;
      build(*mirror.source.open(), "a:1 m/b:2");
      mirror.pass();
      mirror.replica.mount("m", {.type = "memory", .identity = "disk"});
      build(*mirror.replica.open("m"), "13:x");
      bool failed = false;
      mirror.to.fail_when(
          [&](const Call& call) {
            if (call.operation != one.operation || call.path != one.path) return false;
            return !std::exchange(failed, true) || !once;
          },
          ErrorKind::input_output);
      CHECK(mirror.faulty_pass().summary.result == PassResult::held);
      CHECK(failed);
      CHECK(mirror.record->held.changed_mounts == std::vector<std::string>{"m"});
      CHECK(draw(*mirror.replica.open("m")) == "13:x");
    }
  }
}

}  // namespace
}  // namespace lockstep
