// The tests of exchanged_folders_test.cpp in memory hold on this system's disk, too, which gives
// the numbers of removed folders out again.
#include "core/pass_fixture.h"
#include "support/system/temporary_folder.h"

namespace lockstep {
namespace {

// The passes' clock is ahead of the disk's, so that by its ctime everything is older than the last
// complete pass: only a folder's number can tell that it is another one.
struct DiskDeployment : Mirror {
  TemporaryFolder source_folder;
  TemporaryFolder replica_folder;
  std::unique_ptr<Directory> from = source_folder.open();
  std::unique_ptr<Directory> to = replica_folder.open();

  DiskDeployment() {
    clock.jump(std::chrono::system_clock::now() + std::chrono::hours(1) - clock.now());
    let_everything_through();
    policy.durability = Durability::none;  // power losses are not tested here
    policy.metadata.owners = false;
    build(*from,
          "cur/VERSION:1.2.3{@5.5} cur/sub/file:old{@5.5} next/VERSION:1.2.4{@5.5} "
          "next/sub/file:new{@5.5} S/T/cur/VERSION:1.2.3{@5.5} S/T/cur/sub/file:old{@5.5} "
          "S/T/next/VERSION:1.2.4{@5.5} S/T/next/sub/file:new{@5.5}");
    both_pass();
    both_pass();
  }
  PassSummary both_pass() { return Mirror::pass(*from, *to).summary; }
  [[nodiscard]] bool numbers_last() const {
    if (from->volume()->lasting_numbers) return true;
    MESSAGE("numbers of folders do not last on this disk: nothing to see");
    return false;
  }
};

TEST_CASE_FIXTURE(DiskDeployment, "on the disk folders are on record once, and nothing is read") {
  CHECK(both_pass().hashed_files == 0);
  CHECK_FALSE(Mirror::pass(*from, *to).folders);
}

TEST_CASE_FIXTURE(DiskDeployment,
                  "on the disk what came with a folder in another's place is read") {
  if (!numbers_last()) return;
  std::string where;
  SUBCASE("in the root") {}
  SUBCASE("in a folder") { where = "S/T/"; }
  move(*from, where + "cur", where + "old");
  move(*from, where + "next", where + "cur");
  build(*from, where + "cur/.deployed:now");
  CHECK(both_pass().result == PassResult::ok);
  CHECK(Recorder::joined(told.problems) == "");
  CHECK(read_file(*to, where + "cur/VERSION") == "1.2.4");
  CHECK(read_file(*to, where + "cur/sub/file") == "new");
  CHECK(both_pass().hashed_files == 0);
}

TEST_CASE_FIXTURE(DiskDeployment,
                  "on the disk a folder that came into a new one of an old number is read") {
  if (!numbers_last()) return;
  remove_all(*from, "cur");
  create_folder(*from, "cur");  // ext4 gives it the number of the one before
  move(*from, "next/sub", "cur/sub");
  both_pass();
  CHECK(read_file(*to, "cur/sub/file") == "new");
  CHECK(both_pass().hashed_files == 0);
}

}  // namespace
}  // namespace lockstep
