#include <windows.h>

#include <doctest/doctest.h>

#include "platform/disk/roots.h"
#include "platform/disk/small_file.h"
#include "platform/system/path_windows.h"
#include "support/system/lock_replica.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

std::string overlap(const std::string& source, const std::string& replica) {
  const auto from = find_root(source);
  const auto to = find_root(replica);
  if (!from || !to) return "error " + (from ? to : from).error().message();
  if (!(*from)->missing().empty()) return "error: no source";
  const auto found = find_overlap(**from, **to);
  if (!found) return "error " + found.error().message();
  switch (found->kind) {
    case Overlap::none:
      return "none";
    case Overlap::same:
      return "same";
    case Overlap::replica_in_source:
      return "replica in source: " + found->inner;
    case Overlap::source_in_replica:
      return "source in replica";
  }
  return "?";
}

TEST_CASE(
    "a path is made absolute, with one kind of slash, and nothing else is done to its names") {
  CHECK(absolute_path("C:\\a\\\\b\\.\\c\\") == std::string("C:/a/b/c"));
  CHECK(absolute_path("C:/") == std::string("C:/"));
  CHECK(absolute_path("c:\\NUL\\a. ") == std::string("c:/NUL/a. "));
  CHECK(absolute_path("C:/a/../b/../../c") == std::string("C:/c"));
  CHECK(absolute_path("\\\\server\\share") == std::string("//server/share/"));
  CHECK(absolute_path("\\\\server\\share\\a") == std::string("//server/share/a"));
  CHECK(absolute_path("\\\\?\\C:\\a") == std::string("C:/a"));
  CHECK(absolute_path("\\\\?\\UNC\\server\\share\\a") == std::string("//server/share/a"));
  CHECK(kind_of(absolute_path("")) == ErrorKind::invalid);
  CHECK(kind_of(absolute_path(std::string("C:/a\0b", 6))) == ErrorKind::invalid);
  CHECK(kind_of(absolute_path("\xff")) == ErrorKind::invalid);
  const auto relative = absolute_path("a\\b");
  REQUIRE(relative);
  CHECK(relative->ends_with("/a/b"));
  CHECK(root_length(*relative) == 3);
}

TEST_CASE("a path on neither a drive nor a share is refused, and is no relative one") {
  for (const char* path :
       {"\\\\?\\Volume{01234567-89ab-cdef-0123-456789abcdef}\\a", "//?/Volume{0}/a", "\\\\?\\a",
        "\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy1\\a", "\\\\?\\UNC\\",
        "\\\\?\\UNC\\server", "\\\\.\\C:\\a", "\\\\.\\PhysicalDrive0\\a", "NUL"}) {
    CAPTURE(path);
    CHECK(kind_of(absolute_path(path)) == ErrorKind::invalid);
    CHECK(kind_of(system_path(path)) == ErrorKind::invalid);
  }
  CHECK(absolute_path("\\\\?\\unc\\server\\share\\a") == std::string("//server/share/a"));
}

TEST_CASE("a folder on neither a drive nor a share is not created below the working folder") {
  CHECK(kind_of(create_folders("\\\\?\\Volume{0}\\a")) == ErrorKind::invalid);
  CHECK(GetFileAttributesW(L"Volume{0}") == INVALID_FILE_ATTRIBUTES);
}

TEST_CASE("the system gets paths in the form that has no limits") {
  CHECK(system_path("C:/a/b").value() == L"\\\\?\\C:\\a\\b");
  CHECK(system_path("//server/share/a").value() == L"\\\\?\\UNC\\server\\share\\a");
  for (const char* path : {"", "a", "/a", "//server", "C:a"}) {
    CAPTURE(path);
    CHECK(kind_of(system_path(path)) == ErrorKind::invalid);
  }
}

TEST_CASE("a root is a folder that exists") {
  const TemporaryFolder folder;
  make_file(*folder.open(), "file", "");
  CHECK(open_root(folder.path()).has_value());
  CHECK(kind_of(open_root(folder / "file")) == ErrorKind::not_a_directory);
  CHECK(kind_of(open_root(folder / "absent")) == ErrorKind::not_found);
  CHECK(kind_of(open_root(folder / "absent/er")) == ErrorKind::not_found);
  CHECK(kind_of(real_path(folder / "absent")) == ErrorKind::not_found);
  CHECK(real_path(folder.path()) == folder.path());
}

TEST_CASE("missing folders are created and counted, existing ones left") {
  const TemporaryFolder folder;
  CHECK(create_folders(folder / "a/b/c") == 3);
  CHECK(create_folders(folder / "a\\b\\c") == 0);
  CHECK(create_folders((folder / "a/") + "/./d/") == 1);
  CHECK(create_folders("C:/") == 0);
  CHECK(names_in(*open_root(folder / "a").value()) == std::vector<std::string>{"b", "d"});
  make_file(*folder.open(), "file", "");
  CHECK(kind_of(create_folders(folder / "file")) == ErrorKind::not_a_directory);
  CHECK(!create_folders(folder / "file/x"));
}

TEST_CASE("roots that lie in each other are found, however they are spelt") {
  const TemporaryFolder folder;
  REQUIRE(create_folders(folder / "source/inner/most"));
  REQUIRE(create_folders(folder / "source-2"));
  const std::string source = folder / "source";
  CHECK(overlap(source, source) == "same");
  CHECK(overlap(source, folder / "SOURCE") == "same");
  CHECK(overlap(source, source + "\\.\\") == "same");
  CHECK(overlap(source, folder / "source-2") == "none");
  CHECK(overlap(source, source + "/inner") == "replica in source: inner");
  CHECK(overlap(source, folder / "Source/INNER/most") == "replica in source: inner/most");
  CHECK(overlap(source + "/inner", source) == "source in replica");
  CHECK(overlap(source, "C:/") == "source in replica");
  CHECK(overlap(source, source + "/new/er") == "replica in source: new/er");
  CHECK(overlap(source, folder / "new/er") == "none");
  CHECK(overlap(folder / "absent", source).starts_with("error"));
}

TEST_CASE("one lock a folder, whatever its path, which says who holds it") {
  const TemporaryFolder folder;
  REQUIRE(create_folders(folder / "other"));
  auto first = lock_replica(folder.path());
  REQUIRE(first);
  for (const std::string& path : {folder.path(), folder / ".", folder / "other/.."}) {
    CAPTURE(path);
    const auto second = lock_replica(path);
    REQUIRE(!second);
    CHECK(second.error().kind() == ErrorKind::locked);
    CHECK(second.error().reason() == "in use by another job of this process");
  }
  CHECK(lock_replica(folder / "other").has_value());
  first->reset();
  CHECK(lock_replica(folder.path()).has_value());
  CHECK(kind_of(lock_replica(folder / "absent")) == ErrorKind::not_found);
}

TEST_CASE("a small file is replaced as a whole, and no temporary is left") {
  const TemporaryFolder folder;
  REQUIRE(write_small_file(folder / "file", "old"));
  REQUIRE(write_small_file(folder / "file", "new"));
  CHECK(read_small_file(folder / "file", 100) == std::string("new"));
  CHECK(names_in(*folder.open()) == std::vector<std::string>{"file"});
  CHECK(kind_of(read_small_file(folder / "file", 2)) == ErrorKind::too_large);
  CHECK(kind_of(read_small_file(folder.path(), 100)) == ErrorKind::is_a_directory);
  CHECK(kind_of(write_small_file(folder.path(), "x")) == ErrorKind::is_a_directory);
  CHECK(kind_of(write_small_file(folder / "absent/file", "x")) == ErrorKind::not_found);
  REQUIRE(remove_small_file(folder / "file"));
  CHECK(kind_of(remove_small_file(folder / "file")) == ErrorKind::not_found);
}

TEST_CASE("a folder's volume has a type, and an identity that its folders share") {
  const TemporaryFolder folder;
  const auto volume = folder.open()->volume();
  REQUIRE(volume);
  CHECK(!volume->type.empty());
  CHECK(volume->identity.starts_with(volume->type + ":"));
  CHECK(volume->remote == false);
}

}  // namespace
}  // namespace lockstep
