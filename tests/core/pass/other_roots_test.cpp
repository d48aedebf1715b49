// Tests roots that are other folders than on record: somebody may have put them there.
#include "core/decide/known_roots.h"
#include "core/pass_fixture.h"

namespace lockstep {
namespace {

// A pair that was mirrored, with something to do; the guard never holds anything.
struct Mirrored : Mirror {
  Mirrored() {
    build(*source.open(), "f:new g:1");
    build(*replica.open(), "g:1");
    pass();
    build(*source.open(), "more:x");
    build(*replica.open(), "extra:y");
  }
  // Returns what a pass says, and checks that it wrote nothing.
  std::string refusal() {
    replica.forget_calls();
    const PassOutcome outcome = pass();
    if (outcome.summary.result != PassResult::unavailable) return "not refused";
    return replica.changes_text() + outcome.summary.unavailable;
  }
  void exchange_replica() { record->replica.folder = "this volume/7@1700000000.5"; }
  void exchange_source() { record->source.folder = "this volume/8@1700000000.5"; }
  [[nodiscard]] bool is_equal() { return difference() == ""; }
  PassOutcome pass_with(const std::function<void(PassInput&)>& change) {
    const auto from = source.open();
    const auto to = replica.open();
    PassInput input = prepare(*from, *to);
    change(input);
    PassOutcome outcome = run_pass(input, {});
    if (outcome.record) record = outcome.record;
    return outcome;
  }
};

TEST_CASE("a replica that is another folder than on record is not written to, and both are told") {
  Mirrored mirror;
  mirror.exchange_replica();
  const std::string said = mirror.refusal();
  CHECK(said.starts_with("the replica '/R' is another folder (" ));
  CHECK(
      said.find("than at the last pass (number 7 on this volume, made 2023-11-14 22:13:20 UTC)") !=
      std::string::npos);
  CHECK(said.find("--approve") != std::string::npos);
  CHECK(mirror.refusal() == said);  // for as long as nobody approves
  mirror.policy.approve = true;
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(mirror.is_equal());
  mirror.policy.approve = false;
  mirror.check_idle();
}

TEST_CASE("a request lets through the other folder that was told, and no third one") {
  Mirrored mirror;
  mirror.exchange_replica();
  CHECK(mirror.refusal() != "not refused");
  REQUIRE(mirror.record->held.roots.size() == 1);
  mirror.approval = Held{.roots = {"replica folder this volume/9"}};
  CHECK(mirror.refusal() != "not refused");
  mirror.approval->roots = mirror.record->held.roots;
  mirror.approval->removals = 1;
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(mirror.is_equal());
  CHECK(mirror.record->held.roots.empty());
}

TEST_CASE("an approved other folder is judged as a first pass into it") {
  Mirrored mirror;
  for (int i = 0; i < 20; ++i)
    write_file(*mirror.replica.open(), "theirs" + std::to_string(i), "x");
  mirror.exchange_replica();
  mirror.record->first_pass.accepted_replica = mirror.record->replica.folder;
  mirror.approval = Held{.roots = {}};
  mirror.refusal();
  mirror.approval->roots = mirror.record->held.roots;
  CHECK(mirror.pass().summary.result == PassResult::held);
  CHECK(exists(*mirror.replica.open(), "theirs7"));
}

TEST_CASE("a replica that this pass has created is no other folder") {
  Mirrored mirror;
  mirror.exchange_replica();
  const auto outcome =
      mirror.pass_with([](PassInput& input) { input.roots.replica_is_new = true; });
  CHECK(outcome.summary.result == PassResult::ok);
}

TEST_CASE("a folder that can't be told apart is no other folder") {
  Mirrored mirror;
  SUBCASE("on record") { mirror.record->replica.folder = "this volume/"; }
  SUBCASE("now") {
    mirror.replica.change_options([](MemoryOptions& options) { options.tells_births = false; });
  }
  SUBCASE("for good") {
    mirror.exchange_replica();
    mirror.replica.change_volume([](Volume& volume) { volume.lasting_numbers = false; });
  }
  CHECK(mirror.pass().summary.result == PassResult::ok);
}

TEST_CASE("where nobody tells when a folder was made its number tells it apart") {
  Mirrored mirror;
  mirror.replica.change_options([](MemoryOptions& options) { options.tells_births = false; });
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(mirror.record->replica.folder.ends_with('@'));
  mirror.record->replica.folder = "this volume/7@";
  CHECK(mirror.refusal().find("than at the last pass (number 7 on this volume)") !=
        std::string::npos);
}

TEST_CASE("another source is compared in full where nobody else could have put it there") {
  Mirrored mirror;
  mirror.exchange_source();
  SUBCASE("a source of our own") {
    CHECK(mirror.pass().summary.result == PassResult::ok);
    CHECK(mirror.is_equal());
  }
  SUBCASE("others may rename what its path names") {
    const auto exchangeable = [](PassInput& input) { input.roots.source_may_be_exchanged = true; };
    mirror.replica.forget_calls();
    const auto outcome = mirror.pass_with(exchangeable);
    CHECK(outcome.summary.result == PassResult::unavailable);
    CHECK(outcome.summary.unavailable.starts_with("the source '/S' is another folder"));
    CHECK(mirror.replica.changes_text() == "");
    mirror.policy.approve = true;
    CHECK(mirror.pass_with(exchangeable).summary.result == PassResult::ok);
    CHECK(mirror.is_equal());
    mirror.policy.approve = false;
    CHECK(mirror.pass_with(exchangeable).summary.result == PassResult::ok);
  }
}

TEST_CASE("a record of before knows the replica that a pass was let through into") {
  Mirrored mirror;
  mirror.record->replica.folder.clear();
  CHECK(mirror.pass().summary.result == PassResult::ok);
  mirror.record->replica.folder.clear();
  mirror.record->first_pass.accepted_replica = "this volume/7";
  CHECK(mirror.refusal().starts_with("the replica '/R' is another folder"));
}

TEST_CASE("a plan of another replica says what a pass would say") {
  Mirrored mirror;
  mirror.exchange_replica();
  const PlanOutcome plan = mirror.plan();
  CHECK(plan.summary.result == PassResult::unavailable);
  CHECK(plan.operations.empty());
}

TEST_CASE("volumes are told by the names that people know") {
  const auto finding = compare_root(
      "replica", "/R", {"ext4:2", "ext4:2/1", "'photos-b' (ext4, UUID 2)"},
      {"ext4:1", "ext4:1/1", "'photos-a' (ext4, UUID 1)"}, RootComparison::volume_and_folder);
  REQUIRE(finding);
  CHECK(finding->sentence.starts_with(
      "the replica '/R' is on another volume ('photos-b' (ext4, UUID 2)) than at the last pass "
      "('photos-a' (ext4, UUID 1))"));
  CHECK(finding->id == "replica volume ext4:2");
  CHECK_FALSE(compare_root("replica", "/R", {"ext4:2", ""}, {"", ""},
                           RootComparison::volume_and_folder));
}

}  // namespace
}  // namespace lockstep
