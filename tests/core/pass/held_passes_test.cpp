// Tests what a pass that is held leaves alone, and what it does all the same.
#include "core/decide/hard_links.h"
#include "core/faulty_mirror.h"

namespace lockstep {
namespace {

constexpr int kForeign = 12;

// A first pass into a folder of somebody's, without anything approved.
struct Foreign : Mirror {
  Foreign() {
    for (int i = 0; i < kForeign; ++i)
      build(*replica.open(), "foreign" + std::to_string(i) + ":theirs");
    build(*source.open(), "mine:1");
  }
  PassOutcome held_pass() {
    PassOutcome outcome = pass();
    CHECK(outcome.summary.result == PassResult::held);
    CHECK(Recorder::joined(told.problems) == "");
    CHECK(read_file(*replica.open(), "mine") == "1");
    for (int i = 0; i < kForeign; ++i)
      CHECK(exists(*replica.open(), "foreign" + std::to_string(i)));
    return outcome;
  }
  void approve() {
    policy.approve = true;
    CHECK(pass().summary.result == PassResult::ok);
    CHECK(difference() == "");
  }
};
const char* const kOld = "{@1000000000}";

TEST_CASE_FIXTURE(Foreign, "a held pass leaves newer files alone, and replaces older ones") {
  build(*source.open(), std::string("newer:mine") + kOld + " older:mine");
  build(*replica.open(), std::string("newer:theirs older:theirs") + kOld);
  const PassOutcome outcome = held_pass();
  CHECK(outcome.record->held.newer == 1);
  CHECK(read_file(*replica.open(), "newer") == "theirs");
  CHECK(read_file(*replica.open(), "older") == "mine");
  approve();
}

TEST_CASE_FIXTURE(Foreign, "a held pass puts no folder in the place of a newer file") {
  build(*source.open(), std::string("x/") + kOld + " x/in:1");
  set_modified(*source.open(), "x", {1'000'000'000, 0});
  build(*replica.open(), "x:theirs");
  CHECK(held_pass().record->held.newer == 1);
  CHECK(read_file(*replica.open(), "x") == "theirs");
  approve();
}

TEST_CASE_FIXTURE(Foreign, "a held pass replaces no newer file by a name of another") {
  build(*source.open(), std::string("a:mine") + kOld + " b=a");
  build(*replica.open(), "a:theirs b:theirs");
  CHECK(held_pass().record->held.newer == 2);
  CHECK(read_file(*replica.open(), "a") == "theirs");
  CHECK(read_file(*replica.open(), "b") == "theirs");
  approve();
}

TEST_CASE_FIXTURE(Foreign, "the names of one file become those of one that is not newer") {
  build(*source.open(), std::string("a:mine") + kOld + " b=a c=a");
  build(*replica.open(), std::string("a:theirs b:older") + "{@900000000}");
  held_pass();
  CHECK(read_file(*replica.open(), "a") == "theirs");
  CHECK(read_file(*replica.open(), "b") == "mine");
  CHECK(read_file(*replica.open(), "c") == "mine");
  CHECK(examine(*replica.open(), "a").link_count == 1);
  approve();
}

TEST_CASE("no name joins a file whose replacement is held, others go on") {
  const auto folder = std::make_shared<Pair>();
  Entry older;
  Entry newer;
  older.modified_seconds = 1;
  newer.modified_seconds = 2;
  const auto update = [&](const char* name, const Entry& replica, const char* target) {
    Update made{folder, name, older, replica, "reason"};
    if (target != nullptr) made.link_to = LinkTarget{folder, target};
    return made;
  };
  const auto creation = [&](const char* name, const char* target) {
    return Creation{
        .folder = folder, .name = name, .source = older, .link_to = LinkTarget{folder, target}};
  };
  LinkDecisions links;
  links.updates = {update("held", newer, nullptr), update("fresh", older, nullptr),
                   update("joins held", older, "held"), update("joins fresh", older, "fresh"),
                   update("newer name", newer, "fresh")};
  links.creations = {creation("new name of held", "held"), creation("new name of fresh", "fresh"),
                     creation("new name of newer name", "newer name")};
  links.hold_replacements();
  std::string left;
  for (const Update& each : links.updates) left += each.name + ", ";
  for (const Creation& each : links.creations) left += each.name + ", ";
  CHECK(left == "fresh, joins fresh, new name of fresh, new name of newer name, ");
}

TEST_CASE_FIXTURE(Foreign, "past the window nothing newer is replaced before the verdict") {
  window = 1;
  for (const char* const folder : {"d0/", "d1/", "d2/"}) {
    const std::string in(folder);
    build(*source.open(), in + "newer:mine" + kOld + " " + in + "x/in:1 " + in + "fresh:mine");
    build(*replica.open(), in + "newer:theirs " + in + "x:theirs");
    set_modified(*source.open(), in + "x", {1'000'000'000, 0});
  }
  held_pass();
  for (const char* const folder : {"d0/", "d1/", "d2/"}) {
    const std::string in(folder);
    CHECK(read_file(*replica.open(), in + "newer") == "theirs");
    CHECK(read_file(*replica.open(), in + "x") == "theirs");
    CHECK(read_file(*replica.open(), in + "fresh") == "mine");
  }
  approve();
}

TEST_CASE_FIXTURE(Foreign, "past the window what needs no verdict is done before the walk ends") {
  window = 1;
  policy.approve = true;
  for (const char* const folder : {"d0/", "d1/", "d2/"}) {
    const std::string in(folder);
    build(*source.open(), in + "f:mine " + in + "g:fresh " + in + "h:text{0640}");
    build(*replica.open(), in + "f:theirs{@5.5} " + in + "h:text{0600}");
    set_modified(*replica.open(), in + "h", examine(*source.open(), in + "h").modified());
  }
  FaultyTree to(replica.open());
  FaultyTree from(source.open());
  // When it looks into the last folder, whichever that is, the first is done.
  int looked = 0;
  from.before_each([&](const Call& call) {
    if (call.operation != Operation::list || !call.path.starts_with("d") || ++looked != 3) return;
    int updated = 0;
    for (const char* const path : {"d0/f", "d1/f", "d2/f"})
      updated += read_file(*replica.open(), path) == "mine" ? 1 : 0;
    CHECK(updated > 0);
  });
  pass(*from.open(), *to.open());
  CHECK(looked == 3);
  CHECK(difference() == "");
  check_idle();
}

TEST_CASE_FIXTURE(Foreign, "an approved first pass that was stopped has made nothing known") {
  for (std::size_t n = 1; n <= 4; ++n) {
    CAPTURE(n);
    policy.approve = true;
    std::stop_source stop;
    FaultyTree to(replica.open());
    build(*source.open(), "new" + std::to_string(n) + ":1");
    to.before_change(n, [&] { stop.request_stop(); });
    CHECK(pass(*source.open(), *to.open(), stop.get_token()).summary.result ==
          PassResult::cancelled);
    CHECK(!record->complete_pass.start);
    policy.approve = false;
    held_pass();
  }
}

TEST_CASE("a file that must make room for a removed folder waits with the removals") {
  FaultyMirror mirror;
  build(*mirror.source.open(), "d/a:1 d/b:2 e/c:3 e/d:4 k:");
  mirror.pass();
  for (const char* const gone : {"d", "e"}) remove_all(*mirror.source.open(), gone);
  build(*mirror.source.open(), "d:file e->k k2:new");
  mirror.policy.removal_limit.count = 3;
  CHECK(mirror.pass().summary.result == PassResult::held);
  CHECK(mirror.problems() == "");
  CHECK(mirror.drawn() == "d/ d/a:1 d/b:2 e/ e/c:3 e/d:4 k: k2:new");
  mirror.policy.removal_limit.count = 4;
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(mirror.difference() == "");
}

TEST_CASE("with --no-delete no file is planned where a folder stands, and that is told") {
  FaultyMirror mirror;
  build(*mirror.source.open(), "d:file l->d");
  build(*mirror.replica.open(), "d/a:1 l/");
  mirror.policy.removals = Removals::never;
  const PlanOutcome plan = mirror.plan();
  CHECK(text_of(plan).find("create_") == std::string::npos);
  CHECK(plan.summary.problem_count == 2);
  mirror.pass();
  CHECK(mirror.problems().find("--no-delete keeps it") != std::string::npos);
  CHECK(mirror.told.problems.size() == 2);
  CHECK(mirror.drawn() == "d/ d/a:1 l/");
}

// Does what `lockstep approve` does after a hold.
void approve_for_one_pass(Mirror& mirror) {
  mirror.approval = Held{.removals = mirror.record->held.removals,
                             .newer = mirror.record->held.newer,
                             .first_pass = mirror.record->held.first_pass};
}

TEST_CASE("what was foreign is foreign still after an approved pass that was stopped") {
  for (const bool before_removals : {true, false}) {
    CAPTURE(before_removals);
    Mirror mirror;
    build(*mirror.source.open(), "a:1 d/b:2");
    for (int i = 0; i < kForeign; ++i)
      build(*mirror.replica.open(), "d/foreign" + std::to_string(i) + ":theirs");
    FaultyTree from(mirror.source.open());
    from.make_unreadable("d");
    const auto pass = [&](FaultyTree& to, std::stop_token stop = {}) {
      return mirror.pass(*from.open(), *to.open(), std::move(stop)).summary.result;
    };
    FaultyTree to(mirror.replica.open());
    CHECK(pass(to) == PassResult::problems);
    from.forget_faults();
    CHECK(pass(to) == PassResult::held);
    CHECK(mirror.record->first_pass.unread_folders == std::vector<std::string>{"d"});
    approve_for_one_pass(mirror);
    std::stop_source stop;
    FaultyTree stopped(mirror.replica.open());
    build(*mirror.source.open(), "new:1");
    if (before_removals) {
      stopped.before_change(1, [&] { stop.request_stop(); });
    } else {
      stopped.before_operation(Operation::remove, 1, [&] { stop.request_stop(); });
    }
    CHECK(pass(stopped, stop.get_token()) == PassResult::cancelled);
    CHECK(mirror.record->first_pass.unread_folders == std::vector<std::string>{"d"});
    mirror.approval.reset();
    CHECK(pass(to) == PassResult::held);
    CHECK(exists(*mirror.replica.open(), "d/foreign11"));
  }
}

}  // namespace
}  // namespace lockstep
