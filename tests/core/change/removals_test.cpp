// Tests what must be true at the very moment at which something is removed.
#include <utility>

#include "core/faulty_mirror.h"

namespace lockstep {
namespace {

// A pair that had a file and a folder on both sides, which the source has lost.
struct Extras : FaultyMirror {
  Extras() {
    build(*source.open(), "d/e/ d/e/g:3 f/in:2 g:1 keep:0");
    pass();
    for (const char* const path : {"d/e/g", "f", "g"}) remove_all(*source.open(), path);
  }
};

TEST_CASE("only the answer that there is no such entry confirms a removal, no other error does") {
  for (const ErrorKind kind :
       {ErrorKind::permission_denied, ErrorKind::input_output, ErrorKind::is_a_link,
        ErrorKind::not_a_directory, ErrorKind::name_not_possible, ErrorKind::changed}) {
    CAPTURE(name_of(kind));
    Extras mirror;
    mirror.from.fail_when(
        [](const Call& call) { return call.operation == Operation::examine_child; }, kind);
    CHECK(mirror.faulty_pass().summary.result == PassResult::problems);
    CHECK(mirror.from.faults() == 3);
    CHECK(mirror.told.problems.size() == 3);
    CHECK(mirror.removed_leaves == 0);
    CHECK(mirror.drawn() == "d/ d/e/ d/e/g:3 f/ f/in:2 g:1 keep:0");
    mirror.check_recovery();
  }
}

TEST_CASE("a folder of the source that can't be opened any more confirms no removal in it") {
  for (const ErrorKind kind :
       {ErrorKind::permission_denied, ErrorKind::input_output, ErrorKind::not_found}) {
    CAPTURE(name_of(kind));
    FaultyMirror mirror;
    // There are removals in more folders than may be held open, before and after this one, so it
    // has to be opened again.
    mirror.open_files = 1;
    constexpr int kAround = 10;
    build(*mirror.source.open(), "m/");
    build(*mirror.replica.open(), "m/g:1 m/h:2");
    for (int i = 0; i < kAround; ++i) {
      for (const char* const name : {"a", "z"}) {
        create_folder(*mirror.source.open(), name + std::to_string(i));
        build(*mirror.replica.open(), name + std::to_string(i) + "/extra:1");
      }
    }
    mirror.from.fail_when(
        [&](const Call& call) {
          const bool has_walked = mirror.to.count(Operation::list) == 2 * kAround + 2;
          return has_walked && call.operation == Operation::open_directory && call.path == "m";
        },
        kind);
    CHECK(mirror.faulty_pass().summary.result == PassResult::problems);
    CHECK(mirror.from.faults() == 2);
    CHECK(mirror.problems().find("remove replica m/g: ask the source") == 0);
    CHECK(draw(*mirror.replica.open("m")) == "g:1 h:2");
    CHECK(mirror.removed_leaves == 2 * kAround);
    mirror.check_recovery();
  }
}

TEST_CASE("a tree whose top could not be confirmed is asked for once, and stays whole") {
  Extras mirror;
  build(*mirror.replica.open(), "f/sub/a:1 f/sub/b:2");
  build(*mirror.replica.open(), "f/sub/more/c:3");
  // Asked once more it would say that there is none.
  bool failed = false;
  mirror.from.fail_when(
      [&](const Call& call) {
        return call.operation == Operation::examine_child && call.path == "f" &&
               !std::exchange(failed, true);
      },
      ErrorKind::input_output);
  CHECK(mirror.faulty_pass().summary.result == PassResult::problems);
  CHECK(draw(*mirror.replica.open("f")) == "in:2 sub/ sub/a:1 sub/b:2 sub/more/ sub/more/c:3");
  CHECK(!exists(*mirror.replica.open(), "g"));
  mirror.check_recovery();
}

TEST_CASE("what took the name of an extra entry meanwhile is not removed in its stead") {
  // They have the same size and time, so that only their identity tells.
  for (const char* const another : {"g:9", "g->x", "g|fifo"}) {
    CAPTURE(another);
    Extras mirror;
    const auto done = before_first(mirror.from, Operation::examine_child, "g",
                                   [&] { exchange_unseen(mirror.replica, "g", another); });
    mirror.faulty_pass();
    CHECK(*done);
    CHECK(mirror.told.problems.size() == 1);
    CHECK(exists(*mirror.replica.open(), "g"));
    mirror.check_recovery();
  }
}

TEST_CASE("an extra file that was edited meanwhile stays, whether its size tells or its time") {
  for (const bool by_size : {true, false}) {
    CAPTURE(by_size);
    Extras mirror;
    const Timestamp time = examine(*mirror.replica.open(), "g").modified();
    const auto done = before_first(mirror.from, Operation::examine_child, "g", [&] {
      mirror.replica.overwrite("g", by_size ? "edited" : "2");
      if (by_size) set_modified(*mirror.replica.open(), "g", time);
    });
    mirror.faulty_pass();
    CHECK(*done);
    CHECK(mirror.told.problems.size() == 1);
    CHECK(read_file(*mirror.replica.open(), "g") == (by_size ? "edited" : "2"));
    mirror.check_recovery();
  }
}

TEST_CASE("of an extra tree with something unreadable in it that alone is told, and it stays") {
  Extras mirror;
  build(*mirror.replica.open(), "f/deep/odd:1 f/deep/a:2");
  mirror.to.fail_when(
      [](const Call& call) {
        return call.operation == Operation::examine_listed && call.path == "f/deep/odd";
      },
      ErrorKind::input_output);
  mirror.faulty_pass();
  CHECK(mirror.told.problems.size() == 1);
  CHECK(mirror.problems().find("examine replica f/deep/odd") == 0);
  CHECK(mirror.drawn() == "d/ d/e/ f/ f/deep/ f/deep/odd:1 keep:0");
  mirror.check_recovery();
}

TEST_CASE("of an extra tree with a volume mounted in it that alone is told, and it stays") {
  Extras mirror;
  build(*mirror.replica.open(), "f/deep/m/ f/deep/a:2");
  mirror.replica.mount("f/deep/m", {.type = "memory", .identity = "other"});
  build(*mirror.replica.open("f/deep/m"), "theirs:1");
  mirror.faulty_pass();
  CHECK(mirror.told.problems.size() == 1);
  CHECK(mirror.drawn() == "d/ d/e/ f/ f/deep/ f/deep/m/ f/deep/m/theirs:1 keep:0");
}

TEST_CASE("an extra tree that can't be listed stays, and those above it, with one problem") {
  for (const Operation operation : {Operation::open_directory, Operation::list}) {
    CAPTURE(name_of(operation));
    Extras mirror;
    build(*mirror.replica.open(), "f/deep/a:2");
    mirror.to.fail_when(
        [&](const Call& call) { return call.operation == operation && call.path == "f/deep"; },
        ErrorKind::input_output);
    mirror.faulty_pass();
    CHECK(mirror.told.problems.size() == 1);
    CHECK(mirror.drawn() == "d/ d/e/ f/ f/deep/ f/deep/a:2 keep:0");
    mirror.check_recovery();
  }
}

TEST_CASE("what is removed for a reason of its own goes although the source has the name") {
  FaultyMirror mirror;
  const std::string temporary = ".lockstep-00000000000000aa";
  build(*mirror.source.open(), "cache/x:1 cache/sub/y:2 keep:0 " + temporary + ":mine");
  build(*mirror.replica.open(), "cache/x:1 cache/sub/y:2 cache/sub/z:3 " + temporary + ":left");
  mirror.policy.filter = *Filter::parse({"cache/"});
  mirror.policy.excluded = ExcludedEntries::remove;
  mirror.pass();
  CHECK(mirror.problems() == "");
  CHECK(mirror.drawn() == "keep:0");
  CHECK(mirror.removed_leaves == 3);
}

TEST_CASE("empty folders count as removals, those that are only emptied do not") {
  FaultyMirror mirror;
  build(*mirror.source.open(), "keep:0");
  mirror.pass();
  build(*mirror.replica.open(), "a/ b/c/ d/x:1");
  mirror.policy.removal_limit.count = 2;
  CHECK(mirror.pass().summary.held.removals == 3);
  mirror.policy.removal_limit.count = 3;
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(mirror.removed_leaves == 3);
}

TEST_CASE("temporaries of ours go with --no-delete, too, nothing else does") {
  Extras mirror;
  build(*mirror.replica.open(), ".lockstep-00000000000000aa:left");
  build(*mirror.source.open(), ".lockstep-00000000000000aa:mine");  // which is not copied
  mirror.policy.removals = Removals::never;
  mirror.pass();
  CHECK(mirror.problems() == "");
  CHECK(mirror.drawn() == "d/ d/e/ d/e/g:3 f/ f/in:2 g:1 keep:0");
}

TEST_CASE("after a stop nothing more is removed, nor announced") {
  for (std::size_t n = 1; n < 20; ++n) {
    CAPTURE(n);
    Extras mirror;
    build(*mirror.source.open(), "new1:1 new2:2 new3:3");
    const auto complete_before = mirror.record->complete_pass.start;
    std::stop_source stop;
    mirror.to.before_change(n, [&] { stop.request_stop(); });
    const PassOutcome outcome = mirror.faulty_pass(stop.get_token());
    if (!stop.stop_requested()) break;
    CHECK(outcome.summary.result == PassResult::cancelled);
    CHECK(outcome.record->complete_pass.start == complete_before);
    const auto calls = mirror.to.calls();
    const auto is_removal = [](const Call& call) { return call.operation == Operation::remove; };
    CHECK(std::none_of(calls.begin() + static_cast<std::ptrdiff_t>(n), calls.end(), is_removal));
    const bool began = std::any_of(calls.begin(), calls.end(), is_removal);
    CHECK((mirror.progress.removals_planned > 0) == began);
    mirror.check_recovery();
  }
}

}  // namespace
}  // namespace lockstep
