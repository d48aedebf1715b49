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

}  // namespace
}  // namespace lockstep
