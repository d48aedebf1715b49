// Tests names that the replica's volume can't hold (scenario 26): each is one problem, whatever is
// below.
#include "core/pass_fixture.h"

namespace lockstep {
namespace {

void make_windows(MemoryTree& tree) {
  tree.change_volume([](Volume& volume) {
    volume.names = {.no_reserved_characters = true,
                    .no_trailing_dots = true,
                    .no_trailing_spaces = true,
                    .no_device_names = true};
  });
}

std::string thousand_below(const std::string& folder) {
  std::string tree;
  for (int i = 0; i < 1000; ++i)
    tree += folder + "/" + std::to_string(i % 7) + "/" + std::to_string(i) + ":x" +
            std::to_string(i) + " ";
  return tree;
}

TEST_CASE("impossible names are one problem each at plan time, the rest completes") {
  Mirror mirror;
  make_windows(mirror.replica);
  build(*mirror.source.open(), "d/");
  mirror.pass();
  build(*mirror.source.open(),
        "a\\x3ab:1 ok:2 x.:3 d/CON/ d/y\\s:5 new/nul.txt:6 new/fine:7 l?->x");
  build(*mirror.source.open(), thousand_below("COM1"));
  const PlanOutcome plan = mirror.plan();
  CHECK(plan.summary.problem_count == 7);
  CHECK(text_of(plan).find("COM1") == std::string::npos);
  for (int pass = 0; pass < 2; ++pass) {
    mirror.replica.forget_calls();
    CHECK(mirror.pass().summary.result == PassResult::problems);
    CHECK(mirror.told.problems.size() == 7);
    CHECK(draw(*mirror.replica.open()) == "d/ new/ new/fine:7 ok:2");
    if (pass > 0) CHECK(mirror.replica.changes_text() == "");
  }
}

TEST_CASE("a plan for a replica that does not exist yet tells them by the volume it would lie on") {
  Mirror mirror;
  mirror.replica.change_volume([](Volume& volume) { volume.ignores_case = true; });
  make_windows(mirror.replica);
  build(*mirror.source.open(), "a\\x3ab:1 ok:2 d/CON/ d/case:1 d/CASE:2");
  const auto source = mirror.source.open();
  const auto above = mirror.replica.open();
  PassInput input = mirror.prepare(*source, *above);
  input.roots.replica = nullptr;
  CHECK(make_plan(input, {}).summary.problem_count == 0);
  input.roots.above_replica = above.get();
  const PlanOutcome plan = make_plan(input, {});
  CHECK(plan.summary.problem_count == 3);
  CHECK(text_of(plan).find("CON") == std::string::npos);
  CHECK(text_of(plan).find("d/case") == std::string::npos);
  CHECK(mirror.replica.changes_text() == "");
}

TEST_CASE("what such a name had before it was given is removed, and not looked for in it") {
  Mirror mirror;
  mirror.let_everything_through();
  make_windows(mirror.replica);
  build(*mirror.source.open(), "big#5000 con-x/other#6000");
  mirror.pass();
  move(*mirror.source.open(), "big", "big.");
  move(*mirror.source.open(), "con-x", "con");
  for (int pass = 0; pass < 2; ++pass) {
    CHECK(mirror.pass().summary.problem_count == 2);
    CHECK(mirror.told.text().find("rename") == std::string::npos);
  }
  CHECK(draw(*mirror.replica.open()) == "");
}

TEST_CASE("what the replica has under such a name all the same is mirrored as any other") {
  Mirror mirror;
  mirror.let_everything_through();
  build(*mirror.source.open(), "CON/x:1 x.:1");
  mirror.pass();
  make_windows(mirror.replica);
  build(*mirror.source.open(), "CON/y:2");
  remove_all(*mirror.source.open(), "x.");
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(mirror.difference() == "");
  mirror.check_idle();
}

TEST_CASE("a folder that can't be made is one problem, though all below it was looked at") {
  MemoryOptions options;
  options.longest_name = 30;
  Mirror mirror(1, options);
  mirror.let_everything_through();
  build(*mirror.source.open(), "moved#5000 gone#7000");
  mirror.pass();
  const std::string folder(40, 'n');
  build(*mirror.source.open(), thousand_below(folder));
  move(*mirror.source.open(), "moved", folder + "/3/moved");
  remove_all(*mirror.source.open(), "gone");
  CHECK(mirror.pass().summary.result == PassResult::problems);
  CHECK(mirror.told.problems.size() == 1);
  CHECK_FALSE(exists(*mirror.replica.open(), "gone"));
  CHECK(mirror.pass().summary.problem_count == 1);
}

}  // namespace
}  // namespace lockstep
