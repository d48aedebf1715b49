// Renames that the replica's volume refuses are copied, and so are names that it refuses to link.
#include "core/model/temporaries.h"
#include "core/pass_fixture.h"

namespace lockstep {
namespace {

// A pair with "old" and "olddir", which the source has given other names.
struct Moved {
  Mirror mirror;
  FaultyTree faulty;

  Moved() : faulty(prepare()) {}
  std::unique_ptr<Directory> prepare() {
    build(*mirror.source.open(),
          "keep:1 keep2:2 keep3:3 keep4:4 to/ old:moveme olddir/m:big1{0600} olddir/n/o:big2");
    mirror.pass();
    const auto source = mirror.source.open();
    move(*source, "old", "to/new");
    move(*source, "olddir", "to/newdir");
    set_mode(*source, "to/new", 0600);
    set_mode(*source, "to/newdir/m", 0640);
    return mirror.replica.open();
  }
  void refuse(ErrorKind kind) {
    faulty.fail_when([](const Call& call) { return call.operation == Operation::rename; }, kind);
  }
  PassOutcome pass() { return mirror.pass(*mirror.source.open(), *faulty.open()); }
};

TEST_CASE("what can't be renamed is copied and removed in the same pass") {
  for (const ErrorKind kind : {ErrorKind::permission_denied, ErrorKind::cross_volume,
                               ErrorKind::already_exists, ErrorKind::not_supported}) {
    CAPTURE(name_of(kind));
    Moved moved;
    moved.refuse(kind);
    const PassOutcome outcome = moved.pass();
    CHECK(Recorder::joined(moved.mirror.told.problems) == "");
    CHECK(moved.mirror.told.skipped.size() == 2);
    CHECK(outcome.summary.result == PassResult::ok);
    CHECK(outcome.summary.renamed == 0);
    CHECK(moved.mirror.removed_leaves == 3);
    CHECK(moved.mirror.difference() == "");
    moved.mirror.check_idle();
  }
}

TEST_CASE("removals of what was to be renamed wait when they are too many, then they are held") {
  Moved moved;
  moved.refuse(ErrorKind::cross_volume);
  moved.mirror.policy.removal_limit.count = 2;
  CHECK(moved.pass().summary.result == PassResult::ok);
  CHECK(moved.mirror.removed_leaves == 0);
  CHECK(exists(*moved.mirror.replica.open(), "to/newdir/n/o"));
  CHECK(exists(*moved.mirror.replica.open(), "olddir/n/o"));
  const PassOutcome held = moved.pass();
  CHECK(held.summary.result == PassResult::held);
  CHECK(held.summary.held.removals == 3);
  moved.mirror.policy.approve = true;
  CHECK(moved.pass().summary.result == PassResult::ok);
  CHECK(moved.mirror.difference() == "");
}

TEST_CASE("the old name of what can't be renamed stays until its copy is there") {
  // These are all ways to fail the copies of "to/new" and of the folder's "n/o", which leave "m"
  // alone.
  struct Broken {
    Operation operation;
    std::size_t n;
  };
  for (const Broken broken :
       {Broken{Operation::stage_unnamed, 1}, Broken{Operation::publish, 1},
        Broken{Operation::publish, 2}, Broken{Operation::publish, 3},
        Broken{Operation::create_directory, 1}, Broken{Operation::create_directory, 2}}) {
    for (const ErrorKind kind : {ErrorKind::input_output, ErrorKind::no_space}) {
      CAPTURE(name_of(broken.operation));
      CAPTURE(broken.n);
      CAPTURE(name_of(kind));
      Moved moved;
      moved.refuse(ErrorKind::cross_volume);
      moved.faulty.fail_operation(broken.operation, broken.n, kind, Lasting::for_ever);
      CHECK(moved.pass().summary.result == PassResult::problems);
      REQUIRE(moved.faulty.faults() > 2);
      const auto root = moved.mirror.replica.open();
      for (const auto& [was, is] :
           {std::pair("old", "to/new"), std::pair("olddir/m", "to/newdir/m"),
            std::pair("olddir/n/o", "to/newdir/n/o")}) {
        CHECK_MESSAGE((exists(*root, was) || exists(*root, is)), (std::string(was) + " is gone"));
      }
      // A folder stays with all that makes it one.
      if (!exists(*root, "to/newdir/n/o")) CHECK(exists(*root, "olddir/m"));
      moved.mirror.pass();
      CHECK(Recorder::joined(moved.mirror.told.problems) == "");
      CHECK(moved.mirror.difference() == "");
      moved.mirror.check_idle();
    }
  }
}

TEST_CASE("a change of the replica meanwhile is no reason to copy") {
  Moved moved;
  moved.refuse(ErrorKind::changed);
  const PassOutcome outcome = moved.pass();
  CHECK(outcome.summary.result == PassResult::problems);
  CHECK(outcome.summary.created.files == 0);
  CHECK(exists(*moved.mirror.replica.open(), "old"));
  moved.mirror.pass();
  CHECK(moved.mirror.difference() == "");
}

TEST_CASE("files whose times differ by nanoseconds alone are not taken for one that was renamed") {
  Mirror mirror;
  mirror.let_everything_through();
  build(*mirror.source.open(), "a:content{@5.5} d/b:other{@5.5}");
  mirror.pass();
  const auto source = mirror.source.open();
  remove_all(*source, "a");
  remove_all(*source, "d");
  build(*source, "c:content{@5.500000001} e/b:other{@5.500000001}");
  mirror.pass();
  CHECK(mirror.replica.count(Operation::rename) == 0);
  CHECK(mirror.told.text().find("rename") == std::string::npos);
  CHECK(mirror.difference() == "");
}

// Lets "NAME" be there as well, as long as the entry is called "name".
void take_for_one_name(FaultyTree& tree, Directory& root) {
  tree.before_each([&root](const Call& call) {
    if (call.operation != Operation::rename) return;
    if (call.new_path == "NAME" && call.path == "name")
      REQUIRE(root.create_hard_link(root, "name", "NAME"));
    if (is_own_temporary(call.new_path)) REQUIRE(root.remove("NAME"));
  });
}

TEST_CASE("where the volume takes both names for one the entry is renamed in two steps") {
  Mirror mirror;
  build(*mirror.source.open(), "name:content");
  mirror.pass();
  const Identity before = examine(*mirror.replica.open(), "name").identity;
  move(*mirror.source.open(), "name", "NAME");
  FaultyTree faulty(mirror.replica.open());
  const auto root = mirror.replica.open();
  take_for_one_name(faulty, *root);
  mirror.pass(*mirror.source.open(), *faulty.open());
  CHECK(Recorder::joined(mirror.told.problems) == "");
  CHECK(mirror.told.text() == "rename_file NAME <- name\nupdate_metadata  (mtime)\n");
  CHECK(draw(*root) == "NAME:content");
  CHECK(examine(*root, "NAME").identity == before);
}

TEST_CASE("an entry that stepped aside and can't have its new name has its old one again") {
  Mirror mirror;
  build(*mirror.source.open(), "name:content");
  mirror.pass();
  move(*mirror.source.open(), "name", "NAME");
  FaultyTree faulty(mirror.replica.open());
  const auto root = mirror.replica.open();
  take_for_one_name(faulty, *root);
  faulty.fail_when(
      [](const Call& call) {
        return (call.new_path == "NAME" && is_own_temporary(call.path)) ||
               call.operation == Operation::stage_unnamed;  // nor can it be copied
      },
      ErrorKind::input_output);
  mirror.pass(*mirror.source.open(), *faulty.open());
  CHECK(faulty.faults() == 2);
  CHECK(draw(*root) == "name:content");
}

TEST_CASE("what is spelt otherwise by now is not renamed when another entry took its place") {
  MemoryOptions options;
  options.can.case_sensitive = false;
  Mirror mirror(1, options);
  build(*mirror.source.open(), "Name:1 k:2");
  mirror.pass();
  move(*mirror.source.open(), "Name", "NAME");
  FaultyTree faulty(mirror.replica.open());
  bool planned = false;
  faulty.before_each([&](const Call& call) {
    // The first look is the walk's, the second one the renaming's.
    if (call.operation != Operation::examine_child || call.path != "Name" || planned) return;
    planned = true;
    remove_all(*mirror.replica.open(), "Name");
    build(*mirror.replica.open(), "Name:theirs");
  });
  mirror.pass(*mirror.source.open(), *faulty.open());
  CHECK(planned);
  CHECK(draw(*mirror.replica.open()) == "Name:theirs k:2");
  mirror.pass();
  CHECK(mirror.difference() == "");
}

TEST_CASE(
    "a name that can't be linked across a border within the volume is copied, and then left "
    "alone") {
  Mirror mirror;
  build(*mirror.source.open(), "a:text b/c=a");
  FaultyTree faulty(mirror.replica.open());
  faulty.fail_operation(Operation::create_hard_link, 1, ErrorKind::cross_volume, Lasting::for_ever);
  mirror.pass(*mirror.source.open(), *faulty.open());
  CHECK(Recorder::joined(mirror.told.problems) == "");
  CHECK(draw(*mirror.replica.open()) == "a:text b/ b/c:text");
  const PassOutcome again = mirror.pass(*mirror.source.open(), *faulty.open());
  CHECK(again.summary.result == PassResult::ok);
  CHECK(again.summary.changed_nothing());
}

TEST_CASE("a rename's attributes are compared although neither file changed since the last pass") {
  Mirror mirror;
  mirror.let_everything_through();
  build(*mirror.source.open(), "p/x:same{@1600000000.5,user.color=red} q/x:same{@1600000000.5}");
  mirror.pass();
  mirror.pass();
  remove_all(*mirror.source.open(), "q");
  remove_all(*mirror.replica.open(), "p");
  move(*mirror.source.open(), "p", "r");
  mirror.pass();
  CHECK(mirror.told.text().find("rename_folder r <- q") != std::string::npos);
  CHECK(mirror.difference() == "");
}

}  // namespace
}  // namespace lockstep
