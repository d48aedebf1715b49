// Tests the contract again in cases that only Linux has: without privilege, on an older kernel, in
// memory.
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "support/system/child_process_linux.h"
#include "support/system/temporary_folder.h"

namespace lockstep {
namespace {

constexpr const char* kContract = "contract on the real disk*";

// Hides openat2, fchmodat2, and setxattrat to removexattrat, which came with Linux 5.6 to 6.13.
bool go_back_in_time() { return forget_system_calls({437, 452, 463, 464, 465, 466}); }

bool use_folder(const std::string& path) {
  return setenv("TMPDIR", path.c_str(), 1) ==
         0;  // NOLINT(concurrency-mt-unsafe): in a child of one thread
}

TEST_CASE("an older kernel, without openat2, fchmodat2 and listxattrat, keeps the contract too") {
  CHECK(run_again(kContract, go_back_in_time) == ChildTests::passed);
}

TEST_CASE("the contract holds without privilege") {
  if (!is_root()) {
    return;  // it was tested so anyway
  }
  const TemporaryFolder folder;
  REQUIRE(chmod(folder.path().c_str(), 0777) == 0);
  CHECK(run_again(kContract, [&] { return use_folder(folder.path()) && become_nobody(); }) ==
        ChildTests::passed);
}

TEST_CASE("the contract holds without privilege on an older kernel") {
  if (!is_root()) {
    return;
  }
  const TemporaryFolder folder;
  REQUIRE(chmod(folder.path().c_str(), 0777) == 0);
  CHECK(run_again(kContract, [&] {
          return use_folder(folder.path()) && become_nobody() && go_back_in_time();
        }) == ChildTests::passed);
}

// A volume that takes all there is before it says that it is not enough would be full after a try.
// The size is also beyond what any file may have, so that nothing is taken should this fail.
TEST_CASE("room for more than the volume has is refused without a try") {
  const TemporaryFolder folder;
  const auto staged = folder.open()->stage_named(".lockstep-0123456789abcdef");
  REQUIRE(staged);
  const auto reserved = (*staged)->reserve(std::uint64_t{1} << 60U);
  REQUIRE_FALSE(reserved);
  CHECK(reserved.error().kind() == ErrorKind::no_space);
}

TEST_CASE("a volume without O_TMPFILE, RENAME_NOREPLACE and copy_file_range keeps the contract") {
  CHECK(run_again(kContract, [] {
          constexpr unsigned kUnnamed = O_TMPFILE & ~O_DIRECTORY;
          return forget_system_calls({SYS_renameat2, SYS_copy_file_range}) &&
                 refuse_system_call(SYS_openat, 2, kUnnamed, EOPNOTSUPP);
        }) == ChildTests::passed);
}

TEST_CASE("where a descriptor can't be linked directly, /proc helps") {
  CHECK(run_again(kContract, [] {
          return refuse_system_call(SYS_linkat, 4, AT_EMPTY_PATH, ENOENT);
        }) == ChildTests::passed);
}

TEST_CASE("the contract holds on tmpfs") {
  if (std::filesystem::is_directory("/dev/shm")) {
    CHECK(run_again(kContract, [] { return use_folder("/dev/shm"); }) == ChildTests::passed);
  }
}

TEST_CASE("the contract holds whatever the umask says") {
  const TemporaryFolder folder;
  CHECK(run_again(kContract, [&] {
          umask(0077);
          return use_folder(folder.path());
        }) == ChildTests::passed);
}

}  // namespace
}  // namespace lockstep
