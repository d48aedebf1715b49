// Tests in-place repairs and files that have names outside the replica: whoever may move a name
// while a pass looks could have it counted twice, and a file outside changed.
#include "core/look/replica_links.h"
#include "core/pass_fixture.h"

namespace lockstep {
namespace {

// A replica in "R", and beside it "v", a file that somebody linked into the replica: with the
// source's content and time, and another mode.
struct Planted {
  Mirror mirror;
  std::unique_ptr<Directory> source = mirror.source.open();
  std::unique_ptr<Directory> replica;

  Planted(const std::string& in_source, const std::string& folders) {
    mirror.let_everything_through();
    mirror.policy.approve = true;
    build(*source, in_source);
    build(*mirror.replica.open(), folders);
    replica = mirror.replica.open("R");
    mirror.pass(*source, *replica);
    build(*mirror.replica.open(), "v:text{@1600000000.5,0640}");
  }
  void plant(const std::string& path) {
    const auto root = mirror.replica.open();
    remove_all(*root, path);
    const Place place(*root, path);
    REQUIRE((*place.folder).create_hard_link(*root, "v", place.name));
  }
  [[nodiscard]] bool victim_is_untouched() {
    const Entry v = examine(*mirror.replica.open(), "v");
    return v.mode == 0640 && v.modified().seconds == 1'600'000'000;
  }
  void check_untouched() {
    CHECK(victim_is_untouched());
    CHECK(Recorder::joined(mirror.told.problems) == "");
    const View inside;
    CHECK(difference(describe(*source, inside), describe(*replica, inside)) == "");
  }
};

TEST_CASE("a name that is moved while a pass looks is not counted in both folders") {
  for (const char* const folders : {"R/a/{0777} R/b/{0777}", "R/a/ R/b/"}) {
    CAPTURE(folders);
    Planted planted("a/x:text{@1600000000.5,04755} b/x:text{@1600000000.5,04755}", folders);
    planted.plant("R/a/x");
    planted.plant("R/b/x");
    FaultyTree faulty(planted.mirror.replica.open("R"));
    std::string first;
    faulty.before_each([&](const Call& call) {
      if (call.operation != Operation::list || (call.path != "a" && call.path != "b")) return;
      const auto replica = planted.mirror.replica.open("R");
      if (first.empty()) {
        first = call.path;
        remove_all(*replica, (first == "a" ? "b" : "a") + std::string("/x"));
      } else {
        move(*replica, first + "/x", call.path + "/x");
      }
    });
    planted.mirror.pass(*planted.source, *faulty.open());
    CHECK(!first.empty());
    planted.mirror.pass(*planted.source, *planted.replica);
    planted.check_untouched();
  }
}

TEST_CASE("a folder that is mounted twice gives its names once") {
  Planted planted("a/x:text{@1600000000.5,04755} b/x:text{@1600000000.5,04755}", "R/a/ R/b/");
  planted.plant("R/a/x");
  planted.mirror.replica.bind("R/a", "R/b");
  planted.mirror.pass(*planted.source, *planted.replica);
  CHECK(planted.victim_is_untouched());
}

TEST_CASE("a file of several names is repaired in place where nobody else may rename them") {
  struct Row {
    const char* folder;
    std::optional<std::uint32_t> user;
    bool in_place;
  };
  const Row rows[] = {
      {"0755,0:0", 0, true},        {"0700,0:0", 0, true},       {"02755,0:7", 0, true},
      {"0775,0:0", 0, false},       {"0757,0:0", 0, false},      {"01777,0:0", 0, false},
      {"0755,1000:0", 0, false},    {"0700,1000:0", 0, false},   {"0755,1000:0", 1000, true},
      {"0755,0:0", 1000, true},     {"0755,1001:0", 1000, false}, {"0775,1000:1000", 1000, false},
      {"0755,0:0", {}, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.folder);
    CAPTURE(row.user.value_or(4711));
    Mirror mirror;
    mirror.user = row.user;
    build(*mirror.source.open(), std::string("d/{") + row.folder + "} d/a:text d/b=d/a");
    mirror.pass();
    CHECK(mirror.difference() == "");
    set_mode(*mirror.source.open(), "d/a", 0600);
    const Identity before = examine(*mirror.replica.open(), "d/a").identity;
    CHECK((text_of(mirror.plan()).find("update_metadata d/a (mode)") != std::string::npos) ==
          row.in_place);
    mirror.pass();
    CHECK((examine(*mirror.replica.open(), "d/a").identity == before) == row.in_place);
    CHECK(mirror.difference() == "");
    mirror.check_idle();
  }
}

TEST_CASE("one name in a folder of others is enough for a file to be replaced") {
  Mirror mirror;
  build(*mirror.source.open(), "d/a:text e/{0777} e/b=d/a");
  mirror.pass();
  set_mode(*mirror.source.open(), "d/a", 0600);
  const Identity before = examine(*mirror.replica.open(), "d/a").identity;
  mirror.pass();
  CHECK(examine(*mirror.replica.open(), "d/a").identity != before);
  CHECK(mirror.difference() == "");
}

TEST_CASE("a file of one name is repaired in place wherever it lies") {
  Mirror mirror;
  build(*mirror.source.open(), "d/{0777} d/a:text");
  mirror.pass();
  set_mode(*mirror.source.open(), "d/a", 0600);
  mirror.pass();
  CHECK(mirror.told.text() == "update_metadata d/a (mode)\n");
}

TEST_CASE("what a mode allows on another computer is not known, so the file is replaced") {
  Mirror mirror;
  mirror.replica.change_volume([](Volume& volume) { volume.remote = true; });
  build(*mirror.source.open(), "a:text b=a");
  mirror.pass();
  set_mode(*mirror.source.open(), "a", 0600);
  const Identity before = examine(*mirror.replica.open(), "a").identity;
  mirror.pass();
  CHECK(examine(*mirror.replica.open(), "a").identity != before);
  CHECK(mirror.difference() == "");
}

TEST_CASE("a name of the file that the source lacks is one that was seen") {
  Mirror mirror;
  build(*mirror.source.open(), "d/a:text d/b=d/a e/");
  mirror.pass();
  build(*mirror.replica.open(), "e/c=d/a");
  set_mode(*mirror.source.open(), "d/a", 0600);
  const Identity before = examine(*mirror.replica.open(), "d/a").identity;
  mirror.pass();
  CHECK(examine(*mirror.replica.open(), "d/a").identity == before);
  CHECK(mirror.difference() == "");
}

TEST_CASE("a hard link that comes between the count and the repair is noticed") {
  Planted planted("d/a:text{@1600000000.5,0600} d/b=d/a", "R/d/");
  Mirror& mirror = planted.mirror;
  remove_all(*mirror.replica.open(), "v");
  set_mode(*planted.source, "d/a", 0644);
  FaultyTree faulty(mirror.replica.open("R"));
  faulty.before_operation(Operation::open_entry, 1, [&] {
    const auto root = mirror.replica.open();
    const FolderAt d(*root, "R/d");
    REQUIRE(root->create_hard_link(*d, "a", "v"));
  });
  CHECK(mirror.pass(*planted.source, *faulty.open()).summary.result == PassResult::problems);
  CHECK(examine(*mirror.replica.open(), "v").mode == 0600);
  mirror.pass(*planted.source, *planted.replica);
  CHECK(examine(*mirror.replica.open(), "v").mode == 0600);
  CHECK(examine(*planted.replica, "d/b").mode == 0644);
}

}  // namespace
}  // namespace lockstep
