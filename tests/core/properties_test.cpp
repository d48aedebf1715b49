// What holds for every pair of trees: a pass makes them equal, the next one finds nothing to do,
// and `plan` knew.
#include "core/pass_fixture.h"
#include "core/random_trees.h"

namespace lockstep {
namespace {

constexpr std::uint64_t kSeeds = 150;

std::vector<std::string> sorted(std::vector<std::string> paths) {
  std::sort(paths.begin(), paths.end());
  return paths;
}

// Both sides grow apart, again and again; every pass must make them equal, and the next one must be
// idle.
void check_seed(std::uint64_t seed, std::size_t threads) {
  CAPTURE(seed);
  CAPTURE(threads);
  Mirror mirror(threads);
  mirror.let_everything_through();
  RandomTrees random(seed);
  random.grow(mirror.source, 5 + random.pick(30));
  if (random.one_in(2)) random.grow(mirror.replica, random.pick(20));
  for (int round = 0; round < 3; ++round) {
    CAPTURE(round);
    const auto before = describe(*mirror.source.open());
    mirror.source.forget_calls();
    const auto planned = text_of(mirror.plan());
    const PassOutcome outcome = mirror.pass();
    REQUIRE(Recorder::joined(mirror.told.problems) == "");
    CHECK(outcome.summary.result == PassResult::ok);
    REQUIRE(mirror.difference() == "");
    CHECK(difference(planned, mirror.told.text()) == "");
    CHECK(mirror.source.changes().empty());
    CHECK(describe(*mirror.source.open()) == before);
    mirror.check_idle();
    if (round == 1) mirror.record.reset();
    random.change(mirror.source, 1 + random.pick(8));
    mirror.clock.advance(std::chrono::seconds(10));
    random.change(mirror.replica, random.pick(8));
  }
}

TEST_CASE("a pass makes any two trees equal, does what plan said, and the next one is idle") {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) check_seed(seed, 1);
}

TEST_CASE("several threads come to the same") {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) check_seed(seed, 4);
}

TEST_CASE("plan and verify change nothing, and verify finds what a pass would repair") {
  View inodes;
  inodes.inodes = true;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    CAPTURE(seed);
    Mirror mirror;
    mirror.let_everything_through();
    RandomTrees random(seed);
    random.grow(mirror.source, 25);
    random.grow(mirror.replica, 15);
    const auto before = describe(*mirror.replica.open(), inodes);
    mirror.replica.forget_calls();
    mirror.source.forget_calls();
    const PlanOutcome planned = mirror.plan();
    const PlanOutcome found = mirror.verify();
    CHECK(mirror.replica.changes().empty());
    CHECK(mirror.source.changes().empty());
    CHECK(describe(*mirror.replica.open(), inodes) == before);
    CHECK(planned.operations.empty() == found.operations.empty());
    mirror.pass();
    CHECK(text_of(mirror.verify()) == "");
  }
}

TEST_CASE("--no-delete removes nothing, and what the source has arrives") {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    CAPTURE(seed);
    Mirror mirror;
    mirror.policy.removals = Removals::never;
    RandomTrees random(seed);
    random.grow(mirror.source, 25);
    random.grow(mirror.replica, 15);
    const auto before = sorted(paths_in(*mirror.replica.open()));
    const PassOutcome outcome = mirror.pass();
    CHECK(outcome.summary.removed.total() == 0);
    CHECK(outcome.summary.renamed == 0);
    CHECK(outcome.removed_leaves == 0);
    const auto after = sorted(paths_in(*mirror.replica.open()));
    CHECK(std::includes(after.begin(), after.end(), before.begin(), before.end()));
    const auto wanted = sorted(paths_in(*mirror.source.open()));
    if (mirror.told.problems.empty()) {
      CHECK(std::includes(after.begin(), after.end(), wanted.begin(), wanted.end()));
    }
  }
}

}  // namespace
}  // namespace lockstep
