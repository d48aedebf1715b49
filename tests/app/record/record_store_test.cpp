#include "app/record/record_store.h"

#include <doctest/doctest.h>

#include "app/record/record_json.h"
#include "app/scratch_folder.h"

using namespace lockstep;

namespace {

PairRecord full_record() {
  PairRecord record;
  record.named_source = "/link\xff";
  record.other_source_since = true;
  record.source.volume = "ext4:1b0c";
  record.replica.volume = "tmpfs:mounted";
  record.source.folder = "ext4:1b0c/12@1700000000.5";
  record.replica.folder = "tmpfs:mounted/13@1700000001.6";
  record.source.volume_name = "'photos\xff' (ext4, UUID 1b0c)";
  record.replica.volume_name = "tmpfs";
  record.known_source_volumes = {"ext4:1b0c", "xfs:\xff"};
  record.approved_links = {"the link '/a', which belongs to ann (1001) and leads to '/b'"};
  record.held.roots = {"replica volume xfs:2c"};
  record.source.mounts = {{"a/b", "ext4:\xff"}, {"caf\xe9\n%41", ""}};
  record.replica.mounts = {{"r", "xfs:2c"}, {"caf\xe9", ""}};
  record.complete_pass.left_out = LeftOutRecord{{"z\xff", "!a"}, true};
  record.complete_pass.found_replica_mounts = true;
  record.first_pass.unread_folders = {"caf\xe9/x", "y"};
  record.first_pass.accepted_replica = "xfs:2c/13@1700000001.6";
  record.in_doubt.files = {"a", "caf\xe9/x"};
  record.in_doubt.folders = {7, 0xFFFF'FFFF'FFFF'FFF7};
  record.in_doubt.all_from = Timestamp{1'600'000'000, 7};
  record.first_pass.start = Timestamp{1'500'000'000, 8};
  record.complete_pass.start = Timestamp{1'700'000'000, 123'456'789};
  record.complete_pass.end = Timestamp{1'700'000'001, 1};
  record.complete_pass.was_idle = true;
  record.source.compared = {"ext4:1b/12@1700000000.5", {1'700'000'000, 5}};
  record.replica.compared = {"xfs:2c/13@1700000001.6", {1'700'000'001, 6}};
  record.complete_pass.policy_fingerprint = "abc";
  record.folder_identities = "folders-a 00ff";
  Capabilities vfat;
  vfat.granularity = 2'000'000'000;
  vfat.granularity_known = true;
  vfat.latest_seconds = 4'354'819'199;
  vfat.owners = false;
  vfat.case_sensitive = false;
  vfat.most_links = 65'000;
  vfat.links_across_folders = false;
  record.capabilities["vfat:12\xff"] = vfat;
  record.capabilities["tmpfs:mounted"] = {};
  record.held.removals = 5'231;
  record.held.newer = 2;
  record.held.empty_source = true;
  record.held.first_pass = true;
  record.held.lost_mounts = {"caf\xe9"};
  record.held.changed_mounts = {"a", "b/c"};
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
  CHECK(**loaded == full_record());
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

TEST_CASE("each volume of a replica has a record of its own") {
  StoreFixture fixture;
  const auto record_of = [](const std::string& volume) {
    PairRecord record;
    record.replica.volume = volume;
    record.complete_pass.policy_fingerprint = "of " + volume;
    return record;
  };
  REQUIRE(fixture.store.save("/s", "/r", record_of("ext4:a")));
  // One that has none is given the first one's, which says so itself.
  CHECK((*fixture.store.load("/s", "/r", "ext4:b"))->replica.volume == "ext4:a");
  REQUIRE(fixture.store.save("/s", "/r", record_of("ext4:b")));
  REQUIRE(fixture.store.save("/s", "/r", record_of("ext4:a")));
  RecordStore another(fixture.store.folder());
  CHECK((*another.load("/s", "/r", "ext4:b"))->complete_pass.policy_fingerprint ==
        "of ext4:b");
  CHECK((*another.load("/s", "/r", "ext4:a"))->complete_pass.policy_fingerprint ==
        "of ext4:a");
  CHECK((*another.load("/s", "/r"))->complete_pass.policy_fingerprint == "of ext4:a");
  CHECK((*another.load("/s", "/r", "ext4:c"))->replica.volume == "ext4:a");
  // In a process that has read none of them.
  RecordStore third(fixture.store.folder());
  REQUIRE(third.save("/s", "/r", record_of("ext4:c")));
  CHECK((*third.load("/s", "/r", "ext4:a"))->complete_pass.policy_fingerprint ==
        "of ext4:a");
  CHECK((*third.load("/s", "/r", "ext4:c"))->complete_pass.policy_fingerprint ==
        "of ext4:c");
}

TEST_CASE("a job is paused by its name, apart from the whole service") {
  StoreFixture fixture;
  REQUIRE(fixture.store.keep_paused(true, "photos"));
  const RecordStore another(fixture.store.folder());
  CHECK(another.is_paused("photos") == true);
  CHECK(another.is_paused("other") == false);
  CHECK(another.is_paused() == false);
  REQUIRE(fixture.store.keep_paused(false, "photos"));
  CHECK(another.is_paused("photos") == false);
}

TEST_CASE("a damaged record is an error, never absence, and nobody is sent to its file") {
  for (const char* text : {"", "{", "[]", "{\"version\":1}", "{\"version\":2}", "\xff\xfe"}) {
    StoreFixture fixture;
    fixture.scratch.make_folder("state/lockstep");
    std::ofstream(fixture.file) << text;
    const auto loaded = fixture.store.load("/s", "/r");
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().message().find(fixture.file) != std::string::npos);
    CHECK(is_damaged_record(loaded.error()));
    CHECK(loaded.error().message().find("remove") == std::string::npos);
  }
  StoreFixture fixture;
  fixture.scratch.make_folder("state/lockstep");
  std::ofstream(fixture.file) << to_json({"/other", "/r", {}});
  CHECK_FALSE(fixture.store.load("/s", "/r"));
}

TEST_CASE("a record of an older version has no files in doubt") {
  std::string text = json(full_record());
  const std::size_t begin = text.find("  \"in_doubt\"");
  const std::size_t end = text.find("  \"policy\"");
  REQUIRE(begin < end);
  text.erase(begin, end - begin);
  const auto loaded = record_from_json(text);
  REQUIRE(loaded);
  CHECK(loaded->record.in_doubt.files.empty());
  CHECK_FALSE(loaded->record.in_doubt.all_from.has_value());
  CHECK(loaded->record.first_pass.unread_folders == full_record().first_pass.unread_folders);
}

TEST_CASE("a step of the times alone is not written within a minute, everything else is") {
  StoreFixture fixture;
  PairRecord record = full_record();
  REQUIRE(fixture.store.save("/s", "/r", record));
  const std::string first = fixture.stored();

  const auto later = [&](std::int64_t seconds) {
    PairRecord next = record;
    next.complete_pass.start->seconds += seconds;
    next.complete_pass.end->seconds += seconds;
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
    back.complete_pass.start->seconds -= 3600;
    REQUIRE(fixture.store.save("/s", "/r", back));
    CHECK(fixture.stored() == json(back));
  }
  SUBCASE("a hold") {
    PairRecord held = later(61);
    held.held.removals = 7;
    REQUIRE(fixture.store.save("/s", "/r", held));
    CHECK(fixture.stored() == json(held));
  }
  SUBCASE("nothing vouches any more") {
    PairRecord none = later(61);
    none.complete_pass.start.reset();
    none.complete_pass.end.reset();
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

namespace {

FolderIdentities some_folders(std::uint32_t which) {
  return FolderIdentities({{1, which}, {2, which}, {3, 7}});
}

struct FoldersFixture : StoreFixture {
  PairRecord record = full_record();

  FoldersFixture() { record.folder_identities.clear(); }
  [[nodiscard]] Result<void> save(std::uint32_t which) { return save(some_folders(which)); }
  [[nodiscard]] Result<void> save(const FolderIdentities& folders) {
    auto saved = store.save_with_folders("/s", "/r", record, folders);
    record = std::move(saved.record);
    return std::move(saved.outcome);
  }
  // As another process finds them.
  [[nodiscard]] std::string found() const {
    const RecordStore another(store.folder());
    const auto loaded = another.load("/s", "/r");
    const auto folders = another.load_folders("/s", "/r", **loaded);
    return folders ? folders->bytes() : "none";
  }
  // Files of the state folder beside the record.
  [[nodiscard]] std::vector<std::filesystem::path> files() const {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(store.folder()))
      if (entry.path().extension() != ".json") paths.push_back(entry.path());
    return paths;
  }
};

}  // namespace

TEST_CASE("folders on record come back with their record, in twelve bytes each and one file") {
  FoldersFixture fixture;
  for (std::uint32_t i = 1; i < 4; ++i) {
    REQUIRE(fixture.save(i));
    CHECK(fixture.found() == some_folders(i).bytes());
    REQUIRE(fixture.files().size() == 1);
    CHECK(std::filesystem::file_size(fixture.files()[0]) == 8 + 3 * 12);
  }
  REQUIRE(fixture.save(FolderIdentities()));
  CHECK(fixture.found() == "none");
  CHECK(fixture.files().empty());
}

TEST_CASE("folders on record are written only when they changed") {
  FoldersFixture fixture;
  REQUIRE(fixture.save(1));
  const auto file = fixture.files()[0];
  const auto old = std::filesystem::file_time_type::clock::now() - std::chrono::hours(1);
  std::filesystem::last_write_time(file, old);
  const auto written = std::filesystem::last_write_time(file);
  fixture.record.complete_pass.start->seconds += 100;
  fixture.record.complete_pass.end->seconds += 100;
  REQUIRE(fixture.store.save("/s", "/r", fixture.record));
  CHECK(fixture.files() == std::vector{file});
  CHECK(std::filesystem::last_write_time(file) == written);
  CHECK(fixture.found() == some_folders(1).bytes());
}

TEST_CASE("folders of another pass than the record's are never believed") {
  FoldersFixture fixture;
  REQUIRE(fixture.save(1));
  const std::string first_record = fixture.stored();
  const auto first = fixture.files()[0];
  const auto kept = fixture.scratch.at("kept");
  std::filesystem::copy_file(first, kept);
  REQUIRE(fixture.save(2));
  const auto second = fixture.files()[0];
  CHECK(first != second);
  SUBCASE("the process died before the record was written: those of before are") {
    std::ofstream(fixture.file, std::ios::binary) << first_record;
    std::filesystem::copy_file(kept, first);
    CHECK(fixture.found() == some_folders(1).bytes());
  }
  SUBCASE("the record of before came back alone") {
    std::ofstream(fixture.file, std::ios::binary) << first_record;
    CHECK(fixture.found() == "none");
  }
  SUBCASE("the file of before came back alone") {
    std::filesystem::remove(second);  // mingw's library can't overwrite
    std::filesystem::copy_file(kept, second);
    CHECK(fixture.found() == "none");
  }
  SUBCASE("the file is gone") {
    std::filesystem::remove(second);
    CHECK(fixture.found() == "none");
  }
  SUBCASE("the file is cut short") {
    std::filesystem::resize_file(second, 8 + 2 * 12);
    CHECK(fixture.found() == "none");
  }
  SUBCASE("the file is damaged") {
    std::fstream damaged(second, std::ios::binary | std::ios::in | std::ios::out);
    damaged.seekp(20);
    damaged.put('x');
    damaged.close();
    CHECK(fixture.found() == "none");
  }
  // None of that is an error, and the next complete pass writes them anew.
  REQUIRE(fixture.save(3));
  CHECK(fixture.found() == some_folders(3).bytes());
}

TEST_CASE("folders that can't be written are not on record, and neither are those of before") {
  FoldersFixture fixture;
  REQUIRE(fixture.save(1));
  const std::string first = fixture.files()[0].string();
  // A folder in the way of the other file, with something in it.
  const std::string other = first.substr(0, first.size() - 1) + (first.back() == 'a' ? "b" : "a");
  std::filesystem::create_directories(other + "/in/the/way");
  const auto saved = fixture.save(2);
  REQUIRE_FALSE(saved);
  CHECK(saved.error().message().find("which folders were where") != std::string::npos);
  CHECK(fixture.record.folder_identities.empty());
  CHECK(fixture.found() == "none");
}

TEST_CASE("a pass after one that wrote is stored, however soon it comes") {
  StoreFixture fixture;
  PairRecord wrote = full_record();
  wrote.complete_pass.was_idle = false;
  REQUIRE(fixture.store.save("/s", "/r", wrote));
  PairRecord next = wrote;
  ++next.complete_pass.start->seconds;
  ++next.complete_pass.end->seconds;
  REQUIRE(fixture.store.save("/s", "/r", next));
  CHECK(fixture.stored() == json(next));
}

TEST_CASE("a request for approval is found until it is dropped, by whoever works on that replica") {
  StoreFixture fixture;
  const auto early = fixture.store.request_approval("/r", false);
  REQUIRE_FALSE(early);
  CHECK(early.error().kind() == ErrorKind::not_found);
  CHECK_FALSE(fixture.scratch.exists("state"));
  CHECK_FALSE(*fixture.store.find_approval("/r"));

  REQUIRE(fixture.store.save("/s", "/r", {}));
  REQUIRE(fixture.store.request_approval("/r", false));
  CHECK_FALSE(*fixture.store.find_approval("/other"));
  auto taken = fixture.store.find_approval("/r");
  REQUIRE(taken);
  REQUIRE(*taken);
  CHECK_FALSE((*taken)->empty_source);
  CHECK(*fixture.store.find_approval("/r"));
  REQUIRE(fixture.store.drop_approval("/other"));
  REQUIRE(fixture.store.drop_approval("/r"));
  CHECK_FALSE(*fixture.store.find_approval("/r"));
  CHECK(fixture.store.drop_approval("/r"));

  REQUIRE(fixture.store.request_approval("/r", true));
  taken = fixture.store.find_approval("/r");
  REQUIRE(taken);
  REQUIRE(*taken);
  CHECK((*taken)->empty_source);
  REQUIRE(fixture.store.drop_approval("/r"));
  CHECK_FALSE(*fixture.store.find_approval("/r"));
}
