#include "platform/disk/file_by_path.h"

#include <fstream>

#include <doctest/doctest.h>

#include "platform/disk/roots.h"
#include "platform/disk/small_file.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

// Returns a path that is longer than Windows allows without a prefix, of names that an ANSI code
// page lacks.
std::string deep_folder(const TemporaryFolder& folder) {
  std::string path = folder.path();
  for (int i = 0; i < 5; ++i) path += "/日本語-" + std::string(60, 'd');
  return path;
}

TEST_CASE("a file of ours may have a long path") {
  const TemporaryFolder folder;
  const std::string deep = deep_folder(folder);
  REQUIRE(create_folders(deep));
  CHECK(path_kind(deep) == PathKind::folder);
  CHECK(path_kind(deep + "/log") == PathKind::nothing);
  CHECK(file_size(deep + "/log") == 0);
  std::ofstream(stream_path(deep + "/log"), std::ios::binary) << "text\n";
  CHECK(path_kind(deep + "/log") == PathKind::file);
  CHECK(file_size(deep + "/log") == 5);
  CHECK(read_small_file(deep + "/log", 100) == std::string("text\n"));
}

TEST_CASE("a file that is renamed replaces another") {
  const TemporaryFolder folder;
  const std::string deep = deep_folder(folder);
  REQUIRE(create_folders(deep));
  REQUIRE(create_small_file(deep + "/new", "new"));
  REQUIRE(create_small_file(deep + "/old", "old"));
  REQUIRE(rename_file(deep + "/new", deep + "/old"));
  CHECK(read_small_file(deep + "/old", 100) == std::string("new"));
  CHECK(path_kind(deep + "/new") == PathKind::nothing);
  CHECK(kind_of(rename_file(deep + "/new", deep + "/old")) == ErrorKind::not_found);
}

}  // namespace
}  // namespace lockstep
