// Tests folders that were exchanged for others whose entries do not show it: names, sizes and times
// are equal, and the trace of the rename is gone.
#include "core/model/folder_identities.h"
#include "core/pass_fixture.h"

namespace lockstep {
namespace {

// Two releases as a reproducible build makes them, the first one deployed and mirrored.
struct Deployment : Mirror {
  Deployment() {
    build(*source.open(),
          "cur/VERSION:1.2.3{@5.5} cur/sub/deep/file:old{@5.5} next/VERSION:1.2.4{@5.5} "
          "next/sub/deep/file:new{@5.5} other/file:content{@5.5} "
          "S/cur/VERSION:1.2.3{@5.5} S/cur/sub/deep/file:old{@5.5} S/next/VERSION:1.2.4{@5.5} "
          "S/next/sub/deep/file:new{@5.5} S/cur/link->old{@5.5} S/next/link->new{@5.5}");
    set_attribute(*source.open(), "S/next/VERSION", "user.mark", "new");
    let_everything_through();
  }
  // Deploys a release. A name that comes after the rename gives the folder one time for both.
  void deploy(const std::string& where, const std::string& next = "next") {
    move(*source.open(), where + "cur", where + "old");
    move(*source.open(), where + next, where + "cur");
    build(*source.open(), where + "cur/.deployed:now");
    const Entry cur = examine(*source.open(), where + "cur");
    REQUIRE(cur.changed() == cur.modified());
  }
  // Makes a pass and returns how many files it hashed.
  std::uint64_t hashed() { return pass().summary.hashed_files; }
  void check_mirrored() {
    CHECK(difference() == "");
    CHECK(hashed() == 0);
    check_idle();
  }
};

TEST_CASE_FIXTURE(Deployment, "what came with a folder that took another one's place is read") {
  std::string where;
  SUBCASE("in the root, after the first copy") { pass(); }
  SUBCASE("in the root, later") {
    pass();
    pass();
  }
  SUBCASE("in a folder") {
    where = "S/";
    pass();
    pass();
  }
  SUBCASE("in a folder that was itself made after the first copy") {
    where = "T/";
    pass();
    move(*source.open(), "S", "T");
    pass();
  }
  SUBCASE("in a folder that was copied whole later") {
    where = "T/";
    pass();
    build(*source.open(),
          "T/cur/VERSION:1.2.3{@5.5} T/cur/sub/deep/file:old{@5.5} T/next/VERSION:1.2.4{@5.5} "
          "T/next/sub/deep/file:new{@5.5}");
    pass();
  }
  deploy(where);
  CHECK(pass().summary.result == PassResult::ok);
  CHECK(read_file(*replica.open(), where + "cur/VERSION") == "1.2.4");
  CHECK(read_file(*replica.open(), where + "cur/sub/deep/file") == "new");
  check_mirrored();
}

TEST_CASE_FIXTURE(Deployment, "links and attributes that came with such a folder are read, too") {
  pass();
  pass();
  deploy("S/");
  pass();
  CHECK(*FolderAt(*replica.open(), "S/cur")->read_link("link") == "new");
  CHECK(FolderAt(*replica.open(), "S/cur")->read_child_attributes("VERSION")->size() == 1);
  check_mirrored();
}

TEST_CASE_FIXTURE(Deployment, "a folder of a volume that is mounted below the root is read, too") {
  build(*source.open(), "inside/");
  source.mount("inside", {.type = "memory", .identity = "disk", .lasting_numbers = true});
  build(*source.open("inside"), "cur/VERSION:1.2.3{@5.5} next/VERSION:1.2.4{@5.5}");
  pass();
  pass();
  deploy("inside/");
  pass();
  CHECK(read_file(*replica.open(), "inside/cur/VERSION") == "1.2.4");
  check_mirrored();
}

TEST_CASE_FIXTURE(Deployment, "nothing is read where no folder was exchanged") {
  pass();
  CHECK_FALSE(pass().folders);  // nothing new is to be stored
  CHECK(hashed() == 0);
  SUBCASE("and names came and went") {
    build(*source.open(), "cur/more:content new/folder/file:content");
    remove_all(*source.open(), "other");
    CHECK(hashed() == 0);
    CHECK(hashed() == 0);
  }
  SUBCASE("and modes and times were set") {
    set_mode(*source.open(), "S/cur", 0700);
    set_modified(*source.open(), "S/next", {7, 7});
    CHECK(hashed() == 0);
  }
  CHECK(difference() == "");
}

TEST_CASE_FIXTURE(Deployment, "a pass that was not complete leaves on record what was compared") {
  pass();
  pass();
  const auto before = folders->bytes();
  deploy("S/");
  FaultyTree unreadable(source.open());
  unreadable.make_unreadable("other/file");
  build(*source.open(), "other/more:content");
  SUBCASE("as a file could not be read") {
    unreadable.make_unreadable("S/cur/.deployed");
    CHECK(pass(*unreadable.open(), *replica.open()).summary.result == PassResult::problems);
  }
  SUBCASE("as a folder could not be listed") {
    unreadable.make_unreadable("S/cur");
    CHECK(pass(*unreadable.open(), *replica.open()).summary.result == PassResult::problems);
    CHECK(read_file(*replica.open(), "S/cur/VERSION") == "1.2.3");
  }
  SUBCASE("as it was stopped") {
    std::stop_source stop;
    stop.request_stop();
    CHECK(pass(*source.open(), *replica.open(), stop.get_token()).summary.result ==
          PassResult::cancelled);
  }
  SUBCASE("as it was held") {
    policy.removal_limit.count = 0;
    remove_all(*source.open(), "other");
    CHECK(pass().summary.result == PassResult::held);
    let_everything_through();
  }
  CHECK(folders->bytes() == before);
  pass();
  CHECK(read_file(*replica.open(), "S/cur/VERSION") == "1.2.4");
  CHECK(folders->bytes() != before);
  check_mirrored();
}

TEST_CASE_FIXTURE(Deployment,
                  "an excluded folder is not on record, and is read when it comes back") {
  pass();
  pass();
  const std::size_t all = folders->size();
  policy.protected_paths.in_source = {RelativePath("S")};
  policy.protected_paths.in_replica = {RelativePath("S")};
  pass();
  CHECK(folders->size() < all);
  deploy("S/");
  pass();
  pass();
  policy.protected_paths.in_source = {};
  policy.protected_paths.in_replica = {};
  pass();
  CHECK(read_file(*replica.open(), "S/cur/VERSION") == "1.2.4");
  check_mirrored();
}

TEST_CASE_FIXTURE(Deployment, "without folders on record the traces of a rename tell") {
  pass();
  pass();
  folders.reset();
  move(*source.open(), "S/cur", "S/old");
  move(*source.open(), "S/next", "S/cur");
  const PassOutcome outcome = pass();
  CHECK(read_file(*replica.open(), "S/cur/VERSION") == "1.2.4");
  REQUIRE(outcome.folders);  // and all are on record again
  CHECK(outcome.folders->size() >= 10);
  check_mirrored();
}

TEST_CASE_FIXTURE(Deployment, "on a volume whose numbers do not last none are on record") {
  source.change_volume([](Volume& volume) { volume.lasting_numbers = false; });
  pass();
  CHECK(folders->size() == 0);
  folders.reset();
  pass();
  CHECK(hashed() == 0);
  SUBCASE("nor are they when it was another one before") {
    source.change_volume([](Volume& volume) { volume.lasting_numbers = true; });
    pass();
    CHECK(folders->size() >= 10);
    source.change_volume([](Volume& volume) { volume.lasting_numbers = false; });
    pass();
    CHECK(folders->size() == 0);
  }
}

TEST_CASE_FIXTURE(Deployment, "another volume's folders of the same numbers are others, once") {
  pass();
  pass();
  source.change_volume([](Volume& volume) { volume.identity = "a snapshot of it"; });
  policy.approve = true;
  CHECK(hashed() > 0);
  policy.approve = false;
  CHECK(hashed() == 0);
}

TEST_CASE_FIXTURE(Deployment, "a plan shows what a folder's exchange will change") {
  pass();
  deploy("S/");
  const std::string planned = text_of(plan());
  CHECK(planned.find("update_file S/cur/VERSION (content)") != std::string::npos);
}

TEST_CASE("folders on record take twelve bytes each, and are found by their paths") {
  std::vector<FolderIdentity> some;
  for (std::uint64_t i = 0; i < 1000; ++i) some.push_back({i * 3, static_cast<std::uint32_t>(i)});
  const FolderIdentities folders(some);
  CHECK(folders.size() == 1000);
  CHECK(folders.bytes().size() == 8 + 12 * 1000);
  for (std::uint64_t i = 0; i < 1000; ++i) {
    REQUIRE(folders.find(i * 3));
    CHECK(folders.at(*folders.find(i * 3)) == some[i]);
    CHECK_FALSE(folders.find(i * 3 + 1));
  }
  CHECK(FolderIdentities::from_bytes(folders.bytes())->bytes() == folders.bytes());
}

TEST_CASE("bytes that are no folders on record are refused") {
  const std::string good = FolderIdentities({{1, 2}}).bytes();
  CHECK(FolderIdentities::from_bytes(good));
  CHECK(FolderIdentities::from_bytes(FolderIdentities().bytes()));
  CHECK_FALSE(FolderIdentities::from_bytes(""));
  CHECK_FALSE(FolderIdentities::from_bytes(good.substr(0, good.size() - 1)));
  std::string another = good;
  ++another[0];
  CHECK_FALSE(FolderIdentities::from_bytes(another));
}

}  // namespace
}  // namespace lockstep
