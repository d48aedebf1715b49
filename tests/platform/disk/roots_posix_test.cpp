#include "platform/disk/roots.h"

#include <filesystem>
#include <string>

#include <doctest/doctest.h>

#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

namespace fs = std::filesystem;

std::string overlap(const std::string& source, const std::string& replica) {
  const auto from = find_root(source);
  const auto to = find_root(replica);
  if (!from || !to) return "error " + (from ? to : from).error().message();
  if (!(*from)->missing().empty()) return "error: no source";
  const auto found = find_overlap(**from, **to);
  if (!found) {
    return "error " + found.error().message();
  }
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

TEST_CASE("a path is made absolute without resolving links") {
  CHECK(absolute_path("/a//b/./c/") == std::string("/a/b/c"));
  CHECK(absolute_path("/") == std::string("/"));
  CHECK(absolute_path("//.") == std::string("/"));
  CHECK(absolute_path("/a/../b") == std::string("/a/../b"));
  CHECK(absolute_path("a/b") == fs::current_path().string() + "/a/b");
  CHECK(absolute_path(".") == fs::current_path().string());
  CHECK(kind_of(absolute_path("")) == ErrorKind::invalid);
}

TEST_CASE("a real path has no link in it") {
  const TemporaryFolder folder;
  fs::create_directory(folder / "real");
  fs::create_symlink("real", folder / "link");
  CHECK(real_path(folder / "link") == folder / "real");
  CHECK(kind_of(real_path(folder / "absent")) == ErrorKind::not_found);
}

TEST_CASE("a root is opened through the administrator's own link; a file is no root") {
  const TemporaryFolder folder;
  fs::create_directory(folder / "real");
  fs::create_symlink("real", folder / "link");
  fs::create_symlink("nowhere", folder / "dangling");
  make_file(*folder.open(), "file", "");
  CHECK(open_root(folder / "link").has_value());
  CHECK(kind_of(open_root(folder / "file")) == ErrorKind::not_a_directory);
  CHECK(kind_of(open_root(folder / "dangling")) == ErrorKind::not_found);
  CHECK(kind_of(open_root(folder / "absent")) == ErrorKind::not_found);
}

TEST_CASE("missing folders are created and counted, existing ones left") {
  const TemporaryFolder folder;
  CHECK(create_folders(folder / "a/b/c") == 3);
  CHECK(fs::is_directory(folder / "a/b/c"));
  CHECK(create_folders(folder / "a/b/c") == 0);
  CHECK(create_folders((folder / "a/") + "/./d/") == 1);
  CHECK(create_folders("/") == 0);
  fs::create_symlink("a", folder / "link");
  CHECK(create_folders(folder / "link/e") == 1);
  CHECK(fs::is_directory(folder / "a/e"));
  make_file(*folder.open(), "file", "");
  CHECK(kind_of(create_folders(folder / "file")) == ErrorKind::not_a_directory);
  CHECK(kind_of(create_folders(folder / "file/x")) == ErrorKind::not_a_directory);
  fs::create_symlink("nowhere", folder / "dangling");
  CHECK(kind_of(create_folders(folder / "dangling")) == ErrorKind::already_exists);
  CHECK(!fs::exists(folder / "nowhere"));
}

TEST_CASE("roots that lie in each other are found, by whatever path they are named") {
  const TemporaryFolder folder;
  fs::create_directories(folder / "source/inner/most");
  fs::create_directories(folder / "source-2");
  fs::create_symlink("source", folder / "link");
  fs::create_symlink("source/inner", folder / "inner-link");
  const std::string source = folder / "source";
  CHECK(overlap(source, source) == "same");
  CHECK(overlap(source, folder / "link") == "same");
  CHECK(overlap(folder / "link", source + "/./") == "same");
  CHECK(overlap(source, folder / "source-2") == "none");
  CHECK(overlap(folder / "source-2", source) == "none");
  CHECK(overlap(source, source + "/inner") == "replica in source: inner");
  CHECK(overlap(source, folder / "inner-link/most") == "replica in source: inner/most");
  CHECK(overlap(source, folder / "link/inner/../inner") == "replica in source: inner");
  CHECK(overlap(source + "/inner", source) == "source in replica");
  CHECK(overlap(folder / "inner-link", folder / "link") == "source in replica");
  CHECK(overlap(source, "/") == "source in replica");
  CHECK(overlap("/", source) == "replica in source: " + source.substr(1));
}

TEST_CASE("a replica that does not exist yet is judged by its nearest parent") {
  const TemporaryFolder folder;
  fs::create_directories(folder / "source/inner");
  fs::create_symlink("source", folder / "link");
  const std::string source = folder / "source";
  CHECK(overlap(source, source + "/new/er") == "replica in source: new/er");
  CHECK(overlap(source, folder / "link/inner/new") == "replica in source: inner/new");
  CHECK(overlap(source, folder / "new/er") == "none");
  CHECK(overlap(source + "/inner", source + "/new") == "none");
  CHECK(overlap(folder / "absent", source).starts_with("error"));
}

}  // namespace
}  // namespace lockstep
