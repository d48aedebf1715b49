// Tests folders that the pass makes, fills, and gives their own metadata at the end.
#include "core/faulty_mirror.h"

namespace lockstep {
namespace {

// A mirrored pair whose source has lost "old", or not. If something is to be removed, a new folder
// is looked into before it is made: it may be a renamed one.
struct WithRemovals : FaultyMirror {
  explicit WithRemovals(bool with_removals, const char* before = "k: old:text") {
    build(*source.open(), before);
    pass();
    if (with_removals) remove_all(*source.open(), "old");
  }
};

TEST_CASE("a new folder is its owner's alone until it is filled") {
  FaultyMirror mirror;
  build(*mirror.source.open(), "n/{0777} n/sub/{0755} n/sub/f:1 n/l->x n/p|fifo n/g:2");
  std::size_t looked = 0;
  mirror.to.before_each([&](const Call& call) {
    const bool is_name = call.operation == Operation::publish ||
                         call.operation == Operation::create_symlink ||
                         call.operation == Operation::create_special ||
                         call.operation == Operation::create_directory;
    const std::string& path = call.operation == Operation::publish ? call.new_path : call.path;
    if (!is_name || !path.starts_with("n/")) return;
    ++looked;
    CHECK(examine(*mirror.replica.open(), "n").mode == 0700);
    if (path == "n/sub/f") CHECK(examine(*mirror.replica.open(), "n/sub").mode == 0700);
  });
  mirror.faulty_pass();
  CHECK(looked == 5);
  CHECK(mirror.difference() == "");
}

TEST_CASE("folders get their metadata after what is in them: they may close themselves with it") {
  FaultyMirror mirror;
  build(*mirror.source.open(), "p/c/d/f:1 p/{0500,@5.5} p/c/{0500,@6.5} p/c/d/{0500,@7.5} q/s/f:2");
  mirror.faulty_pass();
  std::vector<std::string> finished;
  for (const Call& call : mirror.to.calls())
    if (call.operation == Operation::set_modified && call.path.starts_with("p") &&
        !call.path.ends_with("(unnamed)"))
      finished.push_back(call.path);
  CHECK(finished == std::vector<std::string>{"p/c/d", "p/c", "p"});
  CHECK(mirror.difference() == "");
}

TEST_CASE("a new folder that can't be looked into is a problem, and is filled by the next pass") {
  for (const bool with_removals : {true, false}) {
    for (const Operation operation : {Operation::list, Operation::open_directory}) {
      CAPTURE(with_removals);
      CAPTURE(name_of(operation));
      WithRemovals mirror(with_removals);
      build(*mirror.source.open(), "new/f:1 new/sub/g:2");
      mirror.from.fail_when(
          [operation](const Call& call) {
            return call.operation == operation && call.path == "new/sub";
          },
          ErrorKind::input_output);
      const PassOutcome outcome = mirror.faulty_pass();
      CHECK(outcome.summary.result == PassResult::problems);
      CHECK(mirror.problems().find(" source new/sub: ") != std::string::npos);
      CHECK(exists(*mirror.replica.open(), "new/f"));
      mirror.check_recovery();
    }
  }
}

TEST_CASE("a name in a new folder that can't be examined is a problem, the rest is copied") {
  for (const bool with_removals : {true, false}) {
    CAPTURE(with_removals);
    WithRemovals mirror(with_removals);
    build(*mirror.source.open(), "new/f:1 new/g:2");
    mirror.from.fail_when(
        [](const Call& call) {
          return call.operation == Operation::examine_listed && call.path == "new/f";
        },
        ErrorKind::input_output);
    mirror.faulty_pass();
    CHECK(mirror.told.problems.size() == 1);
    CHECK(mirror.told.skipped.empty());
    CHECK(exists(*mirror.replica.open(), "new/g"));
    mirror.check_recovery();
  }
}

TEST_CASE("of a folder that can't be made that alone is told, nothing is tried below it") {
  for (const bool with_removals : {true, false}) {
    CAPTURE(with_removals);
    WithRemovals mirror(with_removals, "k: old:text moved:moved");
    if (with_removals) {
      build(*mirror.source.open(), "new/");
      move(*mirror.source.open(), "moved", "new/moved");
    }
    build(*mirror.source.open(), "new/f:1 new/sub/g:2 new/sub/l->x");
    mirror.to.fail_when(
        [](const Call& call) {
          return call.operation == Operation::create_directory && call.path == "new";
        },
        ErrorKind::input_output);
    mirror.faulty_pass();
    CHECK(mirror.problems().find("create replica new: ") == 0);
    CHECK(mirror.told.problems.size() == 1);
    // An entry that was to be moved there does not lose its old name, either.
    CHECK(exists(*mirror.replica.open(), "moved"));
    mirror.check_recovery();
  }
}

TEST_CASE("a folder that refuses for another reason than its mode keeps that mode meanwhile") {
  FaultyMirror mirror;
  build(*mirror.source.open(), "d/{0755} d/f:1");
  mirror.pass();
  build(*mirror.source.open(), "d/g:2");
  mirror.to.fail_when(
      [](const Call& call) {
        return call.operation == Operation::stage_unnamed && call.path.starts_with("d/");
      },
      ErrorKind::permission_denied);
  mirror.faulty_pass();
  CHECK(mirror.told.problems.size() == 1);
  CHECK(mirror.to.count(Operation::set_mode) == 0);
  mirror.check_recovery();
}

TEST_CASE("with --one-file-system a new folder that holds another volume is made, and left empty") {
  for (const bool with_removals : {true, false}) {
    CAPTURE(with_removals);
    WithRemovals mirror(with_removals);
    build(*mirror.source.open(), "new/f:1 new/m/");
    mirror.source.mount("new/m", {.type = "memory", .identity = "other"});
    build(*mirror.source.open("new/m"), "in:2");
    mirror.policy.volumes = Volumes::stay_on_source_volume;
    mirror.pass();
    CHECK(mirror.problems() == "");
    CHECK(draw(*mirror.replica.open("new")) == "f:1 m/");
  }
}

// In the source "x" has become a folder.
struct BecameFolder : FaultyMirror {
  BecameFolder() {
    build(*source.open(), "x:file k:");
    pass();
    remove_all(*source.open(), "x");
    build(*source.open(), "x/in:1");
  }
};

TEST_CASE("what was changed in the replica meanwhile does not make room for a folder") {
  for (const char* const another : {"x:edited", "x->k", "x|fifo"}) {
    CAPTURE(another);
    BecameFolder mirror;
    const auto done = before_first(mirror.from, Operation::open_directory, "x",
                                   [&] { exchange_unseen(mirror.replica, "x", another); });
    mirror.faulty_pass();
    CHECK(*done);
    CHECK(mirror.told.problems.size() == 1);
    CHECK(examine(*mirror.replica.open(), "x").kind != EntryKind::directory);
    mirror.check_recovery();
  }
}

TEST_CASE("a folder of the source that is gone again does not cost the file in its place") {
  BecameFolder mirror;
  mirror.from.make_unreadable("x", ErrorKind::not_found);
  mirror.faulty_pass();
  CHECK(read_file(*mirror.replica.open(), "x") == "file");
  mirror.check_recovery();
}

TEST_CASE("where the folder can't be made the file that made room for it is back") {
  BecameFolder mirror;
  mirror.to.fail_operation(Operation::create_directory, 1, ErrorKind::input_output);
  mirror.faulty_pass();
  CHECK(mirror.drawn() == "k: x:file");
  mirror.check_recovery();
}

// The replica's folder was closed to us, and the source's is open again.
struct Closed : FaultyMirror {
  Closed() {
    build(*source.open(), "d/{0000} d/f:1");
    pass();
    set_mode(*source.open(), "d", 0750);
    to.fail_when(
        [this](const Call& call) {
          return call.path == "d" && call.operation == Operation::open_directory &&
                 (examine(*replica.open(), "d").mode & 0500) == 0;
        },
        ErrorKind::permission_denied);
  }
};

TEST_CASE_FIXTURE(Closed, "a folder that we may not enter gets its mode from outside") {
  faulty_pass();
  CHECK(examine(*replica.open(), "d").mode == 0750);
  check_recovery();
}

TEST_CASE_FIXTURE(Closed,
                  "another folder in the place of one that we may not enter is left alone") {
  const auto done = before_first(to, Operation::open_entry, "d", [&] {
    move(*replica.open(), "d", "aside");
    build(*replica.open(), "d/{0000}");
  });
  faulty_pass();
  CHECK(*done);
  CHECK(examine(*replica.open(), "d").mode == 0);
}

TEST_CASE("a folder that was made writable for a moment has its mode again, whatever came of it") {
  for (const bool fails : {true, false}) {
    CAPTURE(fails);
    FaultyMirror mirror;
    build(*mirror.source.open(), "d/{0500} d/f:1");
    mirror.pass();
    build(*mirror.source.open(), "d/g:2");
    set_modified(*mirror.source.open(), "d", examine(*mirror.replica.open(), "d").modified());
    const auto stages = [&](const Call& call, bool writable) {
      return call.operation == Operation::stage_unnamed && call.path.starts_with("d/") &&
             ((examine(*mirror.replica.open(), "d").mode & 0200) != 0) == writable;
    };
    mirror.to.fail_when([&](const Call& call) { return stages(call, false); },
                        ErrorKind::permission_denied);
    if (fails)
      mirror.to.fail_when([&](const Call& call) { return stages(call, true); },
                          ErrorKind::input_output);
    mirror.faulty_pass();
    CHECK(mirror.to.faults() == (fails ? 2 : 1));
    CHECK(examine(*mirror.replica.open(), "d").mode == 0500);
    CHECK(exists(*mirror.replica.open(), "d/g") == !fails);
    mirror.check_recovery();
  }
}

}  // namespace
}  // namespace lockstep
