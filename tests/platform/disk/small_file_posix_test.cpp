#include <filesystem>

#include <doctest/doctest.h>

#include "platform/disk/small_file.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLimit = 100'000;

TEST_CASE("a small file is read back as it was written") {
  const TemporaryFolder folder;
  for (const std::string& content :
       {std::string(), std::string("a\0b", 3), std::string(kLimit, 'x')}) {
    for (const Replacement replacement : {Replacement::flushed, Replacement::left_to_system}) {
      REQUIRE(write_small_file(folder / "file", content + "!", replacement));
      CHECK(read_small_file(folder / "file", kLimit + 1) == content + "!");
    }
    REQUIRE(write_small_file(folder / "file", content));
    CHECK(read_small_file(folder / "file", kLimit) == content);
  }
  CHECK(names_in(*folder.open()) == std::vector<std::string>{"file"});
  CHECK(fs::status(folder / "file").permissions() ==
        (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("a file that is there already is not created again") {
  const TemporaryFolder folder;
  REQUIRE(create_small_file(folder / "file", "first"));
  CHECK(kind_of(create_small_file(folder / "file", "second")) == ErrorKind::already_exists);
  CHECK(read_small_file(folder / "file", kLimit) == "first");
  fs::create_symlink("nowhere", folder / "link");
  CHECK(kind_of(create_small_file(folder / "link", "x")) == ErrorKind::already_exists);
  CHECK(kind_of(create_small_file(folder / "absent/file", "")) == ErrorKind::not_found);
}

TEST_CASE("what is too large, a folder, or not there is said so") {
  const TemporaryFolder folder;
  REQUIRE(write_small_file(folder / "file", std::string(kLimit + 1, 'x')));
  CHECK(kind_of(read_small_file(folder / "file", kLimit)) == ErrorKind::too_large);
  CHECK(kind_of(read_small_file(folder.path(), kLimit)) == ErrorKind::is_a_directory);
  CHECK(kind_of(read_small_file(folder / "absent", kLimit)) == ErrorKind::not_found);
  CHECK(kind_of(write_small_file(folder / "absent/file", "")) == ErrorKind::not_found);
  CHECK(kind_of(write_small_file(folder / "file/x", "")) == ErrorKind::not_a_directory);
}

TEST_CASE("a write that fails leaves what was there and no temporary") {
  const TemporaryFolder folder;
  fs::create_directory(folder / "taken");
  CHECK(kind_of(write_small_file(folder / "taken", "x")) == ErrorKind::is_a_directory);
  CHECK(names_in(*folder.open()) == std::vector<std::string>{"taken"});
}

TEST_CASE("a link is replaced, not written through") {
  const TemporaryFolder folder;
  REQUIRE(write_small_file(folder / "target", "untouched"));
  fs::create_symlink("target", folder / "link");
  REQUIRE(write_small_file(folder / "link", "new"));
  CHECK(read_small_file(folder / "target", kLimit) == std::string("untouched"));
  CHECK(read_small_file(folder / "link", kLimit) == std::string("new"));
}

TEST_CASE("a file that was removed is gone, and can't be removed again") {
  const TemporaryFolder folder;
  REQUIRE(write_small_file(folder / "file", "x"));
  CHECK(remove_small_file(folder / "file").has_value());
  CHECK(kind_of(remove_small_file(folder / "file")) == ErrorKind::not_found);
}

}  // namespace
}  // namespace lockstep
