// Tests files that are as old as the ones that were compared, with the same size and time, and are
// others: they came with their folder.
#include "core/pass_fixture.h"

namespace lockstep {
namespace {

struct Releases : Mirror {
  Releases() {
    build(*source.open(),
          "S/cur/VERSION:1.2.3{@5.5} S/cur/sub/deep/file:old{@5.5} S/cur/sub/big#300000{@5.5} "
          "S/v2/VERSION:1.2.4{@5.5} S/v2/sub/deep/file:new{@5.5} S/v2/sub/big#300000.7{@5.5} "
          "S/other/file:content{@5.5}");
    for (const char* folder : {"S/cur", "S/v2", "S/cur/sub", "S/v2/sub"})
      set_modified(*source.open(), folder, {5, 5});
    let_everything_through();
    pass();
  }
  void swap() {
    move(*source.open(), "S/cur", "S/old");
    move(*source.open(), "S/v2", "S/cur");
  }
  // Makes a pass and returns how many files it hashed.
  std::uint64_t hashed() { return pass().summary.hashed_files; }
};

TEST_CASE_FIXTURE(Releases,
                  "contents of old files that were moved in with their folder are noticed") {
  SUBCASE("right after a first copy") {}
  SUBCASE("later") {
    pass();
    pass();
  }
  SUBCASE("when the folder got one more file before it was moved") {
    build(*source.open(), "S/v2/more:content");
    clock.advance(std::chrono::seconds(10));
  }
  SUBCASE("with attributes left out") { policy.metadata.attributes = false; }
  SUBCASE("with other options than before") { policy.fingerprint = "other"; }
  SUBCASE("on a volume of which it is not known whether a rename changes a ctime") {
    source.change_volume([](Volume& volume) { volume.renames_change_ctime = false; });
  }
  swap();
  CHECK(pass().summary.result == PassResult::ok);
  CHECK(difference() == "");
  CHECK(read_file(*replica.open(), "S/cur/VERSION") == "1.2.4");
  CHECK(hashed() == 0);
}

TEST_CASE_FIXTURE(Releases, "and where the folder above was moved, too") {
  build(*source.open(), "T/cur/VERSION:0.0.0{@5.5}");
  pass();
  move(*source.open(), "T", "U");
  move(*source.open(), "S", "T");
  pass();
  CHECK(difference() == "");
}

TEST_CASE_FIXTURE(Releases, "a pass after a first copy reads no contents") { CHECK(hashed() == 0); }

TEST_CASE_FIXTURE(Releases, "names that come and go in folders have nothing else read") {
  for (const char* folder : {"", "S/", "S/cur/", "S/cur/sub/", "S/v2/"})
    build(*source.open(), std::string(folder) + "more:content");
  remove_all(*source.open(), "S/other");
  CHECK(hashed() == 0);
  CHECK(difference() == "");
  // The replica's folders were changed, by us.
  CHECK(hashed() == 0);
}

TEST_CASE_FIXTURE(Releases, "a folder whose mode or time was set has nothing read") {
  SUBCASE("alone") {
    set_mode(*source.open(), "S/cur", 0700);
    set_modified(*source.open(), "S/v2", {7, 7});
  }
  SUBCASE("as by a program that copies trees, which sets those of all folders it wrote into") {
    for (const char* folder : {"S/cur/sub", "S/cur", "S/v2", "S"}) {
      build(*source.open(), std::string(folder) + "/more:content");
      set_modified(*source.open(), folder, {7, 7});
    }
  }
  CHECK(hashed() == 0);
  CHECK(difference() == "");
}

TEST_CASE_FIXTURE(Releases, "a folder that was moved is read, what is beside it is not") {
  move(*source.open(), "S/v2", "v2");
  pass();
  build(*source.open(), "S/more:content");
  set_mode(*source.open(), "S/cur", 0700);  // looks like a rename
  CHECK(hashed() == 3);
  CHECK(hashed() == 0);
}

}  // namespace
}  // namespace lockstep
