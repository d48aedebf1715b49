// Who may read and write the state folder, by its mode.

#include <doctest/doctest.h>

#include "app/job_fixture.h"
#include "app/record/record_store.h"
#include "app/scratch_folder.h"

using namespace lockstep;

namespace {

struct StoreFixture {
  ScratchFolder scratch;
  RecordStore store{scratch.at("state/lockstep")};
};

}  // namespace

TEST_CASE("the state folder is for its owner alone") {
  StoreFixture fixture;
  REQUIRE(fixture.store.save("/s", "/r", {}));
  const auto mode = std::filesystem::status(fixture.store.folder()).permissions();
  CHECK(mode == std::filesystem::perms::owner_all);
}

TEST_CASE("a request in a folder that others may write to is refused") {
  StoreFixture fixture;
  REQUIRE(fixture.store.save("/s", "/r", {}));
  REQUIRE(fixture.store.request_approval("/r", false));
  using std::filesystem::perms;
  for (const perms others : {perms::all, perms::owner_all | perms::group_write,
                             perms::owner_all | perms::others_write}) {
    std::filesystem::permissions(fixture.store.folder(), others);
    const auto taken = fixture.store.find_approval("/r");
    REQUIRE_FALSE(taken);
    CHECK(taken.error().kind() == ErrorKind::permission_denied);
  }
  std::filesystem::permissions(fixture.store.folder(), perms::owner_all | perms::group_read);
  CHECK(fixture.store.find_approval("/r")->has_value());
}

TEST_CASE_FIXTURE(JobFixture, "a request that can't be trusted is a problem of the pass") {
  Job mirror = job();
  run(mirror);
  REQUIRE(records.request_approval(settings.replica, false));
  std::filesystem::permissions(records.folder(), std::filesystem::perms::all);
  clock.advance(std::chrono::seconds(60));
  CHECK(run(mirror) == PassResult::problems);
  CHECK_FALSE(seen_approval);
  CHECK(mirror.last()->problem_count == 1);
  REQUIRE(mirror.last()->problems.size() == 1);
  CHECK(mirror.last()->problems[0].operation == "take the approval for");
}
