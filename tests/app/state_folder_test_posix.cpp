// Who may read and write the state folder, by its mode.

#include <doctest/doctest.h>

#include "app/record_store.h"
#include "scratch_folder.h"

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
  std::filesystem::permissions(fixture.store.folder(), std::filesystem::perms::all);
  const auto taken = fixture.store.find_approval("/r");
  REQUIRE_FALSE(taken);
  CHECK(taken.error().kind() == ErrorKind::permission_denied);
}
