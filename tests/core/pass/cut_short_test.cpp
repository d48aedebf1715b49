// Tests what an approval still lets through after a pass that was stopped among its removals.
#include "core/pass_fixture.h"

namespace lockstep {
namespace {

TEST_CASE("a pass that is stopped among approved removals leaves the approval of the rest") {
  constexpr std::uint64_t kFiles = 12;
  std::uint64_t most_removed = 0;
  for (std::size_t n = 1; n < 100; ++n) {
    CAPTURE(n);
    Mirror mirror;
    for (std::uint64_t i = 0; i < kFiles; ++i)
      build(*mirror.source.open(), "d/" + std::to_string(i) + ":content");
    build(*mirror.source.open(), "stays:1");
    mirror.pass();
    mirror.policy.removal_limit.count = 1;
    remove_all(*mirror.source.open(), "d");
    REQUIRE(mirror.pass().summary.result == PassResult::held);
    REQUIRE(mirror.record->held.removals == kFiles);
    mirror.approval = Held{.removals = kFiles};

    std::stop_source stop;
    bool began = false;
    FaultyTree replica(mirror.replica.open());
    replica.before_change(n, [&] { stop.request_stop(); });
    const auto source = mirror.source.open();
    const auto opened = replica.open();
    PassInput input = mirror.prepare(*source, *opened);
    input.before_removals = [&] { began = true; };
    const PassOutcome outcome = run_pass(input, stop.get_token());
    REQUIRE(outcome.record);
    CHECK(began);
    if (outcome.summary.result != PassResult::cancelled) break;
    CHECK(outcome.record->held.removals == kFiles - outcome.removed_leaves);
    most_removed = std::max(most_removed, outcome.removed_leaves);

    mirror.record = outcome.record;
    mirror.approval = Held{.removals = mirror.record->held.removals};
    CHECK(mirror.pass().summary.result == PassResult::ok);
    CHECK(mirror.difference() == "");
    CHECK(mirror.record->held.removals == 0);
  }
  CHECK(most_removed > 2);
}

TEST_CASE("a pass that is stopped leaves a mount that went to be missed, as its approval says") {
  Mirror mirror;
  build(*mirror.source.open(), "a:1 m/");
  mirror.source.mount("m", {.type = "memory", .identity = "photos"});
  build(*mirror.source.open("m"), "p1:one p2:two");
  mirror.pass();
  mirror.source.unmount("m");
  REQUIRE(mirror.pass().summary.result == PassResult::held);
  mirror.approval = Held{.lost_mounts = mirror.record->held.lost_mounts};
  std::stop_source stop;
  FaultyTree replica(mirror.replica.open());
  replica.before_change(1, [&] { stop.request_stop(); });
  const auto outcome = mirror.pass(*mirror.source.open(), *replica.open(), stop.get_token());
  REQUIRE(outcome.summary.result == PassResult::cancelled);
  CHECK(mirror.record->held.lost_mounts == std::vector<std::string>{"m"});
  mirror.approval.reset();
  CHECK(mirror.pass().summary.result == PassResult::held);
  CHECK(paths_of(mirror.record->source.mounts) == std::vector<std::string>{"m"});
}

}  // namespace
}  // namespace lockstep
