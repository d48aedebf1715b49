// Tests entries of the user's that are named like our temporaries.
#include "core/pass_fixture.h"

namespace lockstep {
namespace {

const std::string kName = ".lockstep-0123456789abcdef";
const std::string kOther = ".lockstep-fedcba9876543210";
const std::string kReason =
    ": is left out, since it is named like a temporary file of Lockstep's own; rename it to have "
    "it mirrored\n";

TEST_CASE("a folder of the source that is named like a temporary is mirrored as any other") {
  Mirror mirror;
  build(*mirror.source.open(), kName + "/in:1 " + kName + "/deep/er:2 new/" + kName + "/in:3");
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(mirror.told.skipped.empty());
  CHECK(mirror.difference() == "");
  CHECK(text_of(mirror.verify()) == "");
  mirror.check_idle();
  mirror.source.overwrite(kName + "/in", "changed");
  mirror.pass();
  CHECK(mirror.difference() == "");
}

TEST_CASE("what is no folder and named like a temporary is left out, told, and a difference") {
  struct Row {
    const char* what;
    const char* kind;
  };
  for (const Row& row :
       {Row{":text", "create_file"}, Row{"->x", "create_link"}, Row{"|fifo", "create_special"}}) {
    CAPTURE(row.what);
    Mirror mirror;
    build(*mirror.source.open(), "a:1 d/b:2 d/" + kName + row.what + " " + kOther + row.what);
    const std::string told = kOther + kReason + "d/" + kName + kReason;
    for (int pass = 0; pass < 3; ++pass) {
      CHECK(mirror.pass().summary.result == PassResult::ok);
      CHECK(Recorder::joined(mirror.told.skipped) == told);
      CHECK(draw(*mirror.replica.open()) == "a:1 d/ d/b:2");
    }
    mirror.check_idle();
    const PlanOutcome verified = mirror.verify();
    CHECK(Recorder::joined(mirror.told.skipped) == told);
    CHECK(text_of(verified) == std::string(row.kind) + " " + kOther +
                                   " (left out: named like a temporary)\n" + row.kind + " d/" +
                                   kName + " (left out: named like a temporary)\n");
    CHECK(text_of(mirror.plan()) == "");
  }
}

TEST_CASE("it is told once, too, when the plan names each entry of a new folder") {
  Mirror mirror;
  build(*mirror.source.open(), "old:content");
  mirror.pass();
  move(*mirror.source.open(), "old", "new");
  build(*mirror.source.open(), "d/" + kName + ":text d/e:1");
  mirror.pass();
  CHECK(Recorder::joined(mirror.told.skipped) == "d/" + kName + kReason);
  CHECK(mirror.told.text().find("rename_file new <- old") != std::string::npos);
}

TEST_CASE("nothing is told of one that a pattern excludes") {
  Mirror mirror;
  mirror.policy.filter = *Filter::parse({".lockstep-*"});
  build(*mirror.source.open(), "a:1 " + kName + ":text");
  mirror.pass();
  CHECK(mirror.told.skipped.empty());
  CHECK(text_of(mirror.verify()) == "");
}

TEST_CASE("one that can't be examined may be a folder, and is a problem as any other") {
  for (const char* const what : {"/in:1", ":text"}) {
    CAPTURE(what);
    Mirror mirror;
    build(*mirror.source.open(), "a:1 " + kName + what);
    mirror.pass();
    FaultyTree source(mirror.source.open());
    source.fail_when(
        [](const Call& call) {
          return call.operation == Operation::examine_listed && call.path == kName;
        },
        ErrorKind::input_output);
    const auto replica = mirror.replica.open();
    const std::string before = draw(*replica);
    CHECK(mirror.pass(*source.open(), *replica).summary.result == PassResult::problems);
    CHECK(mirror.told.skipped.empty());
    CHECK(draw(*replica) == before);
  }
}

TEST_CASE("in the replica a file of such a name is a temporary, whatever the source has") {
  Mirror mirror;
  mirror.policy.removal_limit.count = 0;
  build(*mirror.source.open(), "a:1 " + kName + ":theirs");
  build(*mirror.replica.open(), "a:1 " + kName + ":left " + kOther + "->x");
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(mirror.removed_leaves == 0);
  CHECK(draw(*mirror.replica.open()) == "a:1");
}

TEST_CASE("a folder of such a name that the source lacks is counted by the guard") {
  Mirror mirror;
  build(*mirror.source.open(), "a:1");
  mirror.pass();
  build(*mirror.replica.open(), kName + "/in:1 " + kName + "/too:2 " + kOther + "/");
  mirror.policy.removal_limit.count = 2;
  const PassOutcome outcome = mirror.pass();
  CHECK(outcome.summary.result == PassResult::held);
  CHECK(outcome.summary.held.removals == 3);
  CHECK(exists(*mirror.replica.open(), kName + "/in"));
  CHECK(exists(*mirror.replica.open(), kOther));
  mirror.policy.removal_limit.count = 3;
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(mirror.removed_leaves == 3);
  CHECK(draw(*mirror.replica.open()) == "a:1");
}

TEST_CASE("and its removal is confirmed by the source") {
  Mirror mirror;
  build(*mirror.source.open(), "a:1");
  mirror.pass();
  build(*mirror.replica.open(), kName + "/in:1 " + kOther + "/");
  FaultyTree replica(mirror.replica.open());
  bool came_back = false;
  replica.before_operation(Operation::list, 2, [&] {
    came_back = true;
    build(*mirror.source.open(), kName + "/in:1 " + kOther + "/");
  });
  CHECK(mirror.pass(*mirror.source.open(), *replica.open()).summary.result == PassResult::problems);
  CHECK(came_back);
  CHECK(exists(*mirror.replica.open(), kName + "/in"));
  CHECK(exists(*mirror.replica.open(), kOther));
}

TEST_CASE("it stays, too, while the source's folder lists names that it does not find") {
  Mirror mirror;
  build(*mirror.source.open(), "a:1 b:2");
  mirror.pass();
  build(*mirror.replica.open(), kName + "/in:1");
  FaultyTree source(mirror.source.open());
  source.fail_when(
      [](const Call& call) {
        return call.operation == Operation::examine_listed && call.path == "b";
      },
      ErrorKind::name_not_possible);
  CHECK(mirror.pass(*source.open(), *mirror.replica.open()).summary.result == PassResult::problems);
  CHECK(exists(*mirror.replica.open(), kName + "/in"));
}

TEST_CASE("a folder makes room where the source has a file of such a name, which is left out") {
  Mirror mirror;
  build(*mirror.source.open(), "a:1 " + kName + ":text");
  build(*mirror.replica.open(), "a:1 " + kName + "/in:1");
  mirror.let_everything_through();
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(draw(*mirror.replica.open()) == "a:1");
}

// A change of spelling leaves this when the process dies between its two steps.
TEST_CASE("a folder that a pass left aside comes back to its name, or is copied anew") {
  for (const bool changed : {false, true}) {
    CAPTURE(changed);
    Mirror mirror;
    build(*mirror.source.open(), "x:9 README/a:1 README/b:22 README/empty: README/s/c:333");
    mirror.pass();
    move(*mirror.replica.open(), "README", kName);
    if (changed) mirror.source.overwrite("README/a", "changed");
    mirror.let_everything_through();
    CHECK(mirror.pass().summary.result == PassResult::ok);
    const std::string told = (changed ? "remove_folder " : "rename_folder README <- ") + kName;
    CAPTURE(mirror.told.text());
    CHECK(mirror.told.text().find(told) != std::string::npos);
    CHECK(mirror.difference() == "");
    mirror.check_idle();
  }
}

TEST_CASE("where the guard holds a folder that was left aside, the copy is there all the same") {
  Mirror mirror;
  build(*mirror.source.open(), "x:9 README/a:1 README/same:1 README/empty:");
  mirror.pass();
  move(*mirror.replica.open(), "README", kName);
  mirror.source.overwrite("README/a", "changed");
  mirror.policy.removal_limit.count = 0;
  CHECK(mirror.pass().summary.result == PassResult::held);
  CHECK(read_file(*mirror.replica.open(), "README/same") == "1");
}

}  // namespace
}  // namespace lockstep
