#include "app/record_store.h"

#include <doctest/doctest.h>

#include "app/record_json.h"
#include "scratch_folder.h"

using namespace lockstep;

namespace {

PairRecord full_record() {
  PairRecord record;
  record.source_volume = "ext4:1b0c";
  record.replica_volume = "tmpfs:mounted";
  record.nested_mounts = {"a/b", "caf\xe9\n%41"};
  record.replica_mounts = {"r"};
  record.replica_mounts_complete = true;
  record.source_mounted = {{"a/b", "ext4:\xff"}};
  record.replica_mounted = {{"r", "xfs:2c"}, {"caf\xe9", "tmpfs:mounted"}};
  record.unseen = {"caf\xe9/x", "y"};
  record.let_through_replica = "xfs:2c/13@1700000001.6";
  record.complete_pass_start = Timestamp{1'700'000'000, 123'456'789};
  record.complete_pass_end = Timestamp{1'700'000'001, 1};
  record.complete_pass_was_idle = true;
  record.source_root = {"ext4:1b/12@1700000000.5", {1'700'000'000, 5}};
  record.replica_root = {"xfs:2c/13@1700000001.6", {1'700'000'001, 6}};
  record.policy_fingerprint = "abc";
  Capabilities vfat;
  vfat.granularity = 2'000'000'000;
  vfat.granularity_known = true;
  vfat.latest_seconds = 4'354'819'199;
  vfat.owners = false;
  vfat.case_sensitive = false;
  record.capabilities["vfat:12\xff"] = vfat;
  record.capabilities["tmpfs:mounted"] = {};
  record.held_removals = 5'231;
  record.held_newer = 2;
  record.held_empty_source = true;
  record.held_first_pass = true;
  record.held_lost_mounts = {"caf\xe9"};
  record.held_changed_mounts = {"a", "b/c"};
  return record;
}

std::string json(const PairRecord& record) { return to_json({"/s", "/r", record}); }

struct StoreFixture {
  ScratchFolder scratch;
  RecordStore store{scratch.at("state/lockstep")};
  std::string file = store.file_of("/s", "/r");

  [[nodiscard]] std::string stored() const {
    return scratch.read("state/lockstep/" + std::filesystem::path(file).filename().string());
  }
};

}  // namespace

TEST_CASE("a record comes back as it was, whatever bytes its paths have") {
  StoreFixture fixture;
  REQUIRE(fixture.store.save("/s", "/r", full_record()));
  const RecordStore another(fixture.store.folder());
  const auto loaded = another.load("/s", "/r");
  REQUIRE(loaded);
  REQUIRE(*loaded);
  CHECK(json(**loaded) == json(full_record()));
  CHECK((*loaded)->nested_mounts == full_record().nested_mounts);
  CHECK((*loaded)->held_lost_mounts == full_record().held_lost_mounts);
  CHECK((*loaded)->held_changed_mounts == full_record().held_changed_mounts);
  CHECK((*loaded)->replica_mounts == full_record().replica_mounts);
  CHECK((*loaded)->replica_mounts_complete);
  CHECK((*loaded)->source_mounted == full_record().source_mounted);
  CHECK((*loaded)->replica_mounted == full_record().replica_mounted);
  CHECK((*loaded)->unseen == full_record().unseen);
  CHECK((*loaded)->let_through_replica == full_record().let_through_replica);
  CHECK((*loaded)->capabilities == full_record().capabilities);
  CHECK((*loaded)->complete_pass_start == full_record().complete_pass_start);
  CHECK((*loaded)->source_root == full_record().source_root);
  CHECK((*loaded)->replica_root == full_record().replica_root);
}

TEST_CASE("a pair that was never mirrored has no record, and looking creates nothing") {
  StoreFixture fixture;
  const auto loaded = fixture.store.load("/s", "/r");
  REQUIRE(loaded);
  CHECK_FALSE(*loaded);
  CHECK_FALSE(fixture.scratch.exists("state"));
  REQUIRE(fixture.store.save("/s", "/r", {}));
  CHECK_FALSE(*fixture.store.load("/r", "/s"));
}

TEST_CASE("a damaged record is an error that says what to do, never absence") {
  for (const char* text : {"", "{", "[]", "{\"version\":1}", "{\"version\":2}", "\xff\xfe"}) {
    StoreFixture fixture;
    fixture.scratch.make_folder("state/lockstep");
    std::ofstream(fixture.file) << text;
    const auto loaded = fixture.store.load("/s", "/r");
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().message().find(fixture.file) != std::string::npos);
    CHECK(loaded.error().message().find("remove that file") != std::string::npos);
  }
  StoreFixture fixture;
  fixture.scratch.make_folder("state/lockstep");
  std::ofstream(fixture.file) << to_json({"/other", "/r", {}});
  CHECK_FALSE(fixture.store.load("/s", "/r"));
}

TEST_CASE("a step of the times alone is not written within a minute, everything else is") {
  StoreFixture fixture;
  PairRecord record = full_record();
  REQUIRE(fixture.store.save("/s", "/r", record));
  const std::string first = fixture.stored();

  const auto later = [&](std::int64_t seconds) {
    PairRecord next = record;
    next.complete_pass_start->seconds += seconds;
    next.complete_pass_end->seconds += seconds;
    return next;
  };
  REQUIRE(fixture.store.save("/s", "/r", later(59)));
  CHECK(fixture.stored() == first);
  REQUIRE(fixture.store.save("/s", "/r", later(60)));
  CHECK(fixture.stored() != first);

  SUBCASE("the clock was set back: what is stored would be too new") {
    REQUIRE(fixture.store.save("/s", "/r", later(30)));
    CHECK(fixture.stored() == json(later(30)));
  }
  SUBCASE("the clock was set back, and the pass took that long") {
    PairRecord back = later(60);
    back.complete_pass_start->seconds -= 3600;
    REQUIRE(fixture.store.save("/s", "/r", back));
    CHECK(fixture.stored() == json(back));
  }
  SUBCASE("a hold") {
    PairRecord held = later(61);
    held.held_removals = 7;
    REQUIRE(fixture.store.save("/s", "/r", held));
    CHECK(fixture.stored() == json(held));
  }
  SUBCASE("nothing vouches any more") {
    PairRecord none = later(61);
    none.complete_pass_start.reset();
    none.complete_pass_end.reset();
    REQUIRE(fixture.store.save("/s", "/r", none));
    CHECK(fixture.stored() == json(none));
  }
  SUBCASE("another process: what it loaded is what is stored") {
    RecordStore another(fixture.store.folder());
    REQUIRE(another.load("/s", "/r"));
    const std::string before = fixture.stored();
    REQUIRE(another.save("/s", "/r", later(90)));
    CHECK(fixture.stored() == before);
  }
}

TEST_CASE("a request for approval is taken once, by whoever works on that replica") {
  StoreFixture fixture;
  const auto early = fixture.store.request_approval("/r", false);
  REQUIRE_FALSE(early);
  CHECK(early.error().kind() == ErrorKind::not_found);
  CHECK_FALSE(fixture.scratch.exists("state"));
  CHECK_FALSE(*fixture.store.take_approval("/r"));

  REQUIRE(fixture.store.save("/s", "/r", {}));
  REQUIRE(fixture.store.request_approval("/r", false));
  CHECK_FALSE(*fixture.store.take_approval("/other"));
  auto taken = fixture.store.take_approval("/r");
  REQUIRE(taken);
  REQUIRE(*taken);
  CHECK_FALSE((*taken)->empty_source);
  CHECK_FALSE(*fixture.store.take_approval("/r"));

  REQUIRE(fixture.store.request_approval("/r", true));
  taken = fixture.store.take_approval("/r");
  REQUIRE(taken);
  REQUIRE(*taken);
  CHECK((*taken)->empty_source);
}
