// Tests what must never happen to a replica (scenarios 28, 29, 36, 38 to 42, 46a).
#include "core/pass_fixture.h"

namespace lockstep {
namespace {

bool holds_leaves(Directory& root, std::size_t count) {
  const auto paths = paths_in(root);
  return static_cast<std::size_t>(
             std::count_if(paths.begin(), paths.end(), [&](const std::string& path) {
               return examine(root, path).kind != EntryKind::directory;
             })) == count;
}

void build_files(Directory& root, const std::string& folder, int count) {
  for (int i = 0; i < count; ++i) build(root, folder + "f" + std::to_string(i) + ":text");
}

TEST_CASE("an unreadable file is a problem, the rest is done and the old copy kept") {
  Mirror mirror;
  build(*mirror.source.open(), "a:one b:two");
  mirror.pass();
  mirror.source.overwrite("a", "newer");
  mirror.source.overwrite("b", "newer");
  FaultyTree source(mirror.source.open());
  source.make_unreadable("a");
  CHECK(mirror.pass(*source.open(), *mirror.replica.open()).summary.result == PassResult::problems);
  CHECK(draw(*mirror.replica.open()) == "a:one b:newer");
  CHECK(mirror.told.problems.size() == 1);
}

TEST_CASE("nothing is removed below a folder that can't be listed, elsewhere it is") {
  for (const ErrorKind kind : {ErrorKind::permission_denied, ErrorKind::input_output}) {
    Mirror mirror;
    build(*mirror.source.open(), "closed/a:1 closed/in/b:2 open/a:1 open/in/b:2");
    mirror.pass();
    remove_all(*mirror.source.open(), "closed/a");
    remove_all(*mirror.source.open(), "closed/in");
    remove_all(*mirror.source.open(), "open/a");
    remove_all(*mirror.source.open(), "open/in");
    FaultyTree source(mirror.source.open());
    source.make_unreadable("closed", kind);
    mirror.pass(*source.open(), *mirror.replica.open());
    CHECK(draw(*mirror.replica.open()) == "closed/ closed/a:1 closed/in/ closed/in/b:2 open/");
  }
}

TEST_CASE("an entry that can't be examined is not taken for absent, unless it is excluded anyway") {
  Mirror mirror;
  build(*mirror.source.open(), "a:1 b:2 c.tmp:3");
  mirror.pass();
  FaultyTree source(mirror.source.open());
  source.fail_when(
      [](const Call& call) {
        return call.operation == Operation::examine_listed && call.path == "a";
      },
      ErrorKind::input_output);
  CHECK(mirror.pass(*source.open(), *mirror.replica.open()).summary.problem_count == 1);
  CHECK(draw(*mirror.replica.open()) == "a:1 b:2 c.tmp:3");

  mirror.policy.filter = *Filter::parse({"a"});
  CHECK(mirror.pass(*source.open(), *mirror.replica.open()).summary.result == PassResult::ok);
}

// Mounted with the wrong character set, a source spells names in other ways, or lists names that it
// does not find: any entry of the replica may be one of them.
TEST_CASE("where the source lists a name that it can't look up nothing is taken for absent") {
  Mirror mirror;
  build(*mirror.source.open(), "d/a:1 d/b:2 d/sub/c:3 d/old:4 e/old:5 d/x.tmp:6");
  mirror.pass();
  for (const char* const gone : {"d/sub", "d/old", "e/old"})
    remove_all(*mirror.source.open(), gone);
  build(*mirror.source.open(), "d/new:7");
  build(*mirror.replica.open(), "d/.lockstep-00000000000000aa:x");
  FaultyTree source(mirror.source.open());
  source.fail_when(
      [](const Call& call) {
        return call.operation == Operation::examine_listed && call.path == "d/a";
      },
      ErrorKind::name_not_possible);
  mirror.pass(*source.open(), *mirror.replica.open());
  // The problems are those of the name itself, and of what stays for its sake.
  CHECK(mirror.told.problems.size() == 3);
  CHECK(draw(*mirror.replica.open()) ==
        "d/ d/a:1 d/b:2 d/new:7 d/old:4 d/sub/ d/sub/c:3 d/x.tmp:6 e/");

  mirror.policy.removals = Removals::never;
  mirror.pass(*source.open(), *mirror.replica.open());
  CHECK(mirror.told.problems.size() == 1);

  mirror.policy.removals = MirrorPolicy().removals;
  mirror.pass();
  CHECK(mirror.difference() == "");
  mirror.check_idle();
}

TEST_CASE("roots that can't be listed end the pass, and nothing is written") {
  Mirror mirror;
  build(*mirror.source.open(), "a:1");
  mirror.pass();
  mirror.replica.forget_calls();
  FaultyTree source(mirror.source.open());
  source.make_unreadable("");
  const PassOutcome outcome = mirror.pass(*source.open(), *mirror.replica.open());
  CHECK(outcome.summary.result == PassResult::unavailable);
  CHECK(!outcome.record);
  CHECK(mirror.replica.changes().empty());
}

TEST_CASE("what is planted under the name of a temporary is removed and never followed") {
  Mirror mirror;
  build(*mirror.source.open(), "a:1 .lockstep-0123456789abcdef:mine");
  build(*mirror.replica.open(),
        "out/x:1 .lockstep-00000000000000aa->out .lockstep-00000000000000bb/in:x "
        ".lockstep-00000000000000cc:x");
  mirror.let_everything_through();
  mirror.pass();
  CHECK(Recorder::joined(mirror.told.problems) == "");
  CHECK(draw(*mirror.replica.open()) == "a:1");
  CHECK(mirror.removed_leaves == 2);  // temporaries are not counted
}

TEST_CASE("an emptied source is held when ten leaves would go, our temporaries not among them") {
  for (const int leaves : {9, 10}) {
    CAPTURE(leaves);
    Mirror mirror;
    build_files(*mirror.source.open(), "d/", leaves);
    mirror.pass();
    build(*mirror.replica.open(), ".lockstep-00000000000000cc:x");
    remove_all(*mirror.source.open(), "d");
    const PassOutcome outcome = mirror.pass();
    CHECK((outcome.summary.result == PassResult::held) == (leaves == 10));
    CHECK(holds_leaves(*mirror.replica.open(), leaves == 10 ? 11 : 0));
    if (leaves == 9) continue;
    CHECK(outcome.summary.held.removals == 10);
    CHECK(outcome.record->held.empty_source);
    mirror.policy.allow_empty_source = true;
    mirror.pass();
    CHECK(holds_leaves(*mirror.replica.open(), 0));
  }
}

TEST_CASE("one removal more than the limit and none is done, copies are") {
  Mirror mirror;
  mirror.policy.removal_limit.count = 3;
  build_files(*mirror.source.open(), "d/", 4);
  build(*mirror.source.open(), "swap/in:x");
  mirror.pass();
  for (const char* const name : {"d/f0", "d/f1", "d/f2", "swap"})
    remove_all(*mirror.source.open(), name);
  build(*mirror.source.open(), "new:x swap:file");
  const PassOutcome outcome = mirror.pass();
  CHECK(outcome.summary.result == PassResult::held);
  CHECK(outcome.summary.held.removals == 4);
  CHECK(outcome.summary.removed.total() == 0);
  CHECK(exists(*mirror.replica.open(), "new"));
  CHECK(exists(*mirror.replica.open(), "swap/in"));
  mirror.approval = Held{.removals = 4};
  mirror.pass();
  CHECK(mirror.difference() == "");
}

TEST_CASE("a big rename is no mass removal") {
  Mirror mirror;
  mirror.policy.removal_limit.count = 3;
  for (int i = 0; i < 50; ++i)
    build(*mirror.source.open(), "d/f" + std::to_string(i) + "#100." + std::to_string(i));
  mirror.pass();
  move(*mirror.source.open(), "d", "e");
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(mirror.replica.count(Operation::rename) == 1);
  CHECK(mirror.difference() == "");
}

TEST_CASE(
    "a first pass into a foreign folder of eleven files is held, newer files are left alone") {
  Mirror mirror;
  build(*mirror.source.open(), "new:x f0:older{@1000000000}");
  build_files(*mirror.replica.open(), "", 11);
  const PassOutcome outcome = mirror.pass();
  CHECK(outcome.summary.result == PassResult::held);
  CHECK(holds_leaves(*mirror.replica.open(), 12));
  CHECK(read_file(*mirror.replica.open(), "f0") == "text");
  CHECK(outcome.record->held.first_pass);
  CHECK(outcome.record->held.newer == 1);
}

TEST_CASE("another volume than the one on record writes nothing, and --approve accepts it") {
  for (const bool source : {true, false}) {
    CAPTURE(source);
    Mirror mirror;
    build(*mirror.source.open(), "a:1");
    mirror.pass();
    const std::string known = source ? mirror.record->source.volume : mirror.record->replica.volume;
    (source ? mirror.source : mirror.replica).change_volume([](Volume& volume) {
      volume.identity = "swapped";
    });
    mirror.source.overwrite("a", "22");
    mirror.replica.forget_calls();
    const PassOutcome outcome = mirror.pass();
    CHECK(outcome.summary.result == PassResult::unavailable);
    CHECK(outcome.summary.unavailable.find(known) != std::string::npos);
    CHECK(outcome.summary.unavailable.find("swapped") != std::string::npos);
    CHECK(mirror.replica.changes().empty());
    mirror.policy.approve = true;
    CHECK(mirror.pass().summary.result == PassResult::ok);
    CHECK(mirror.difference() == "");
    mirror.policy.approve = false;
    mirror.check_idle();
  }
}

TEST_CASE("a link to a folder outside makes room for a real folder, and the outside is untouched") {
  Mirror mirror;
  const auto root = mirror.replica.open();
  build(*root, "outside/x:keep R/d->../outside");
  build(*mirror.source.open(), "d/x:mine");
  mirror.pass(*mirror.source.open(), *mirror.replica.open("R"));
  CHECK(draw(*root) == "R/ R/d/ R/d/x:mine outside/ outside/x:keep");
}

}  // namespace
}  // namespace lockstep
