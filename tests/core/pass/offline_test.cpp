// Files whose content is kept elsewhere are not fetched for a mirror.
#include "core/pass_fixture.h"

namespace lockstep {
namespace {

void set_offline(MemoryTree& tree, bool offline) {
  tree.change_options([offline](MemoryOptions& options) { options.offline = offline; });
}

TEST_CASE("a file that is offline is a named problem, and never read") {
  Mirror mirror;
  build(*mirror.source.open(), "a:1 d/b:2");
  set_offline(mirror.source, true);
  for (int pass = 0; pass < 2; ++pass) {
    mirror.told.clear();
    CHECK(mirror.pass().summary.result == PassResult::problems);
    CHECK(mirror.told.problems.size() == 2);
    CHECK(mirror.told.problems.front().find("is not fetched") != std::string::npos);
    CHECK(draw(*mirror.replica.open()) == "d/");
  }
  set_offline(mirror.source, false);
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(draw(*mirror.replica.open()) == "a:1 d/ d/b:2");
}

TEST_CASE("what is offline is told in the same words, be it in a new folder or in an old one") {
  Mirror mirror;
  build(*mirror.source.open(), "a:1 d/b:2 d/c:3 d/same=d/c");
  set_offline(mirror.source, true);
  mirror.pass();
  CHECK(mirror.told.problems.size() == 4);
  for (const std::string& problem : mirror.told.problems) {
    CAPTURE(problem);
    CHECK(problem.starts_with("read source "));
  }
}

TEST_CASE("a file that went offline after it was mirrored is equal as long as it is not touched") {
  Mirror mirror;
  build(*mirror.source.open(), "a:1");
  CHECK(mirror.pass().summary.result == PassResult::ok);
  mirror.clock.advance(std::chrono::hours(1));
  CHECK(mirror.pass().summary.result == PassResult::ok);
  set_offline(mirror.source, true);
  CHECK(mirror.pass().summary.result == PassResult::ok);
  set_offline(mirror.source, false);
  mirror.source.overwrite("a", "other");
  set_offline(mirror.source, true);
  CHECK(mirror.pass().summary.result == PassResult::problems);
  CHECK(draw(*mirror.replica.open()) == "a:1");
}

TEST_CASE("with --recall it is fetched, new, changed or compared") {
  Mirror mirror;
  mirror.policy.offline_files = OfflineFiles::fetch;
  build(*mirror.source.open(), "a:1 d/b:2 same:x");
  build(*mirror.replica.open(), "same:y");
  set_offline(mirror.source, true);
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(draw(*mirror.replica.open()) == "a:1 d/ d/b:2 same:x");
  mirror.policy.comparison = Comparison::content;
  CHECK(mirror.pass().summary.result == PassResult::ok);
}

TEST_CASE("a plan names what is offline, in new folders too, and looks for no rename in it") {
  Mirror mirror;
  build(*mirror.source.open(), "old/a#5000");
  mirror.pass();
  move(*mirror.source.open(), "old/a", "a");
  build(*mirror.source.open(), "new/b:2");
  set_offline(mirror.source, true);
  const PlanOutcome plan = mirror.plan();
  CHECK(plan.summary.problem_count == 2);
  CHECK(text_of(plan) ==
        "create_folder new (new)\nremove_file old/a (not in the source)\n"
        "update_metadata  (mtime)\nupdate_metadata old (mtime)\n");
  mirror.pass();
  CHECK(mirror.told.problems.size() == 2);
  CHECK(mirror.told.text().find("rename") == std::string::npos);
}

}  // namespace
}  // namespace lockstep
