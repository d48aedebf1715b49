// Folders of the replica that an ordinary user mirrored with a mode that keeps even their owner out
// are opened when the source's can be read, or is gone, and one pass is enough.
#include <functional>
#include <utility>

#include "core/pass_fixture.h"

namespace lockstep {
namespace {

// A pair of a user without privilege, to whom both trees belong.
struct Closed : Mirror {
  Closed() {
    let_everything_through();
    change_owners = create_devices = false;
  }
  void begin(std::string_view tree) {
    build(*source.open(), tree);
    pass_as_owner();
    REQUIRE(difference() == "");
  }

  // Fails calls that the modes of the folders forbid, as they are at that moment.
  static FaultyTree::Predicate obeys_modes_of(MemoryTree& tree) {
    return [&tree](const Call& call) {
      const auto folder_grants = [&tree](const std::string& path, int bits) {
        const auto end = path.rfind('/');
        if (end == std::string::npos) return true;
        return (examine(*tree.open(), path.substr(0, end)).mode & bits) == bits;
      };
      const auto is_open = [&](int bits) {
        return !exists(*tree.open(), call.path) ||
               (examine(*tree.open(), call.path).mode & bits) == bits;
      };
      switch (call.operation) {
        case Operation::open_directory:
        case Operation::open_file:
          return !folder_grants(call.path, 0100) || !is_open(0400);
        case Operation::examine_listed:
        case Operation::examine_child:
        case Operation::open_entry:
          return !folder_grants(call.path, 0100);
        case Operation::remove:
        case Operation::remove_directory:
        case Operation::create_directory:
          return !folder_grants(call.path, 0300);
        default:
          return false;
      }
    };
  }

  PassOutcome pass_as_owner(const std::function<void(FaultyTree&)>& with = {}) {
    FaultyTree from(source.open());
    FaultyTree to(replica.open());
    from.fail_when(obeys_modes_of(source), ErrorKind::permission_denied);
    to.fail_when(obeys_modes_of(replica), ErrorKind::permission_denied);
    if (with) with(to);
    return pass(*from.open(), *to.open());
  }
  std::string problems() { return Recorder::joined(told.problems); }
  void check_one_pass_is_enough() {
    CHECK(pass_as_owner().summary.result == PassResult::ok);
    CHECK(problems() == "");
    CHECK(difference() == "");
    replica.forget_calls();
    CHECK(pass_as_owner().summary.changed_nothing());
    CHECK(replica.changes_text() == "");
  }
};

TEST_CASE("a folder that was closed and is open again needs one pass") {
  for (const int denied : {0000, 0100, 0300, 0400, 0600}) {
    const auto mode = static_cast<std::uint16_t>(denied);
    CAPTURE(denied);
    Closed closed;
    closed.begin("d/{0755} d/old:known d/sub/{0755} d/sub/x:1 d/gone:2");
    for (const char* const path : {"d/sub", "d"}) set_mode(*closed.replica.open(), path, mode);
    build(*closed.source.open(), "d/new:3 d/sub/n/n:4");
    remove_all(*closed.source.open(), "d/gone");
    closed.check_one_pass_is_enough();
  }
}

TEST_CASE_FIXTURE(Closed, "closed folders that the source lacks are removed") {
  begin("keep:1 d/{0755} d/sub/{0755} d/sub/x:1 d/y:2 e/{0755}");
  for (const char* const path : {"d/sub", "d", "e"}) set_mode(*replica.open(), path, 0000);
  for (const char* const path : {"d", "e"}) remove_all(*source.open(), path);
  check_one_pass_is_enough();
  CHECK(draw(*replica.open()) == "keep:1");
}

TEST_CASE_FIXTURE(Closed, "the guard counts what lies in a closed folder, and a hold closes it") {
  begin("keep:1 d/{0755} d/sub/{0755} d/sub/a:1 d/sub/b:2 d/sub/c:3 o/{0755} o/x:4");
  for (const char* const path : {"d/sub", "d", "o"}) set_mode(*replica.open(), path, 0000);
  remove_all(*source.open(), "d");
  policy.removal_limit.count = 2;
  const PassOutcome held = pass_as_owner();
  CHECK(held.summary.result == PassResult::held);
  CHECK(held.summary.held.removals == 3);
  CHECK(examine(*replica.open(), "d").mode == 0000);
  CHECK(examine(*replica.open(), "d/sub").mode == 0000);
  CHECK(examine(*replica.open(), "o").mode == 0755);
  CHECK(exists(*replica.open(), "d/sub/a"));
  policy.removal_limit.count = 3;
  check_one_pass_is_enough();
}

TEST_CASE_FIXTURE(Closed, "plan opens nothing, and says that it could not look") {
  begin("d/{0755} d/x:1");
  set_mode(*replica.open(), "d", 0000);
  FaultyTree to(replica.open());
  to.fail_when(obeys_modes_of(replica), ErrorKind::permission_denied);
  const auto from = source.open();
  const auto root = to.open();
  replica.forget_calls();
  const PlanOutcome plan = make_plan(prepare(*from, *root), {});
  CHECK(plan.summary.problem_count == 1);
  CHECK(problems() == "open replica d: Permission denied\n");
  CHECK(replica.changes_text() == "");
}

TEST_CASE_FIXTURE(Closed, "a closed folder of somebody else's is one problem, and stays") {
  begin("d/{0755} d/x:1 e/{0755} e/y:2");
  for (const char* const path : {"d", "e"}) set_mode(*replica.open(), path, 0000);
  remove_all(*source.open(), "e");
  pass_as_owner([](FaultyTree& to) {
    to.fail_when([](const Call& call) { return call.operation == Operation::set_mode; },
                 ErrorKind::permission_denied);
  });
  CHECK(problems().find("open replica e: Permission denied\n") != std::string::npos);
  CHECK(draw(*replica.open()) == "d/ d/x:1 e/ e/y:2");
  set_mode(*replica.open(), "e", 0000);
  check_one_pass_is_enough();
}

TEST_CASE_FIXTURE(Closed, "another folder that took the place of a closed one is not opened") {
  begin("d/{0755} d/x:1");
  set_mode(*replica.open(), "d", 0000);
  pass_as_owner([this](FaultyTree& to) {
    to.before_operation(Operation::open_entry, 1, [this] {
      move(*replica.open(), "d", "away");
      build(*replica.open(), "d/{0000} d/theirs:2");
    });
  });
  CHECK(examine(*replica.open(), "away").mode == 0000);
  CHECK(examine(*replica.open(), "d").mode == 0000);
  CHECK(told.problems.size() >= 1);
}

TEST_CASE("a pass that dies while closed folders are open is repaired by the next one") {
  for (std::size_t n = 1; n < 200; ++n) {
    CAPTURE(n);
    Closed closed;
    closed.begin("d/{0500} d/old:known e/{0755} e/sub/{0755} e/sub/x:1");
    for (const char* const path : {"d", "e/sub", "e"}) set_mode(*closed.replica.open(), path, 0000);
    remove_all(*closed.source.open(), "e");
    build(*closed.source.open(), "d/new:2");
    const auto record = closed.record;
    bool killed = false;
    closed.pass_as_owner([n, &killed](FaultyTree& to) {
      to.kill_at_change(n);
      to.before_change(n, [&killed] { killed = true; });
    });
    closed.record = record;
    for (const char* const path : {"d", "e", "e/sub"}) {
      if (exists(*closed.replica.open(), path))
        CHECK((examine(*closed.replica.open(), path).mode & 077) == 0);
    }
    closed.check_one_pass_is_enough();
    if (!killed) {
      CHECK(n > 5);
      break;
    }
  }
}

TEST_CASE_FIXTURE(Closed, "an unreadable folder of the source is told once, and has its metadata") {
  begin("x:1");
  build(*source.open(), "new/{0000} old/{0755} old/y:2");
  const char* const kNew = "open source new: Permission denied\n";
  CHECK(pass_as_owner().summary.problem_count == 1);
  CHECK(problems() == kNew);
  CHECK(difference() == "");
  set_mode(*source.open(), "old", 0000);
  CHECK(pass_as_owner().summary.problem_count == 2);
  CHECK(problems() == std::string(kNew) + "open source old: Permission denied\n");
  CHECK(difference() == "");
  replica.forget_calls();
  CHECK(pass_as_owner().summary.problem_count == 2);
  CHECK(replica.changes_text() == "");
}

}  // namespace
}  // namespace lockstep
