// Tests roots that lie in each other, found out by only one of the two ways: by the parents of
// each, if the table of mounts can't be read, and by that table, if the parents know nothing.
#include <filesystem>
#include <string>

#include <doctest/doctest.h>

#include "platform/disk/roots.h"
#include "support/system/temporary_folder.h"
#include "support/system/told_mounts_linux.h"

namespace lockstep {
namespace {

namespace fs = std::filesystem;

std::string overlap(const std::string& source, const std::string& replica) {
  const auto from = find_root(source);
  if (!from) return "error " + from.error().message();
  const auto to = find_root(replica);
  if (!to) return "error " + to.error().message();
  const auto found = find_overlap(**from, **to);
  if (!found) return "error " + found.error().message();
  constexpr const char* kKinds[] = {"none", "same", "replica in source ", "source in replica"};
  return kKinds[static_cast<int>(found->kind)] + found->inner;
}

TEST_CASE("roots that lie in each other are found by their parents alone") {
  const TemporaryFolder folder;
  fs::create_directories(folder / "a/b/c");
  fs::create_directories(folder / "ab");
  fs::create_directory_symlink("a/b", folder / "link");
  const std::string a = folder / "a";
  with_told_mounts({.table = std::nullopt}, [&] {
    CHECK(overlap(a, a) == "same");
    CHECK(overlap(a, a + "/b/c") == "replica in source b/c");
    CHECK(overlap(a, a + "/b/new/er") == "replica in source b/new/er");
    CHECK(overlap(a, folder / "link/c") == "replica in source b/c");
    CHECK(overlap(a + "/b/c", a) == "source in replica");
    CHECK(overlap(folder / "link", a) == "source in replica");
    CHECK(overlap(folder / "link", a + "/b") == "same");
    CHECK(overlap(a, folder / "ab") == "none");
    CHECK(overlap(folder / "ab", a) == "none");
    CHECK(overlap(a, folder / "ab/new") == "none");
    CHECK(overlap(a + "/b", a + "/d") == "none");
    CHECK(overlap(a + "/b/c", "/") == "source in replica");
  });
}

// Returns a table in which another volume is mounted in the source. `device` is that volume's,
// `root` the folder of it that is mounted.
std::string table(const TemporaryFolder& folder, const std::string& device,
                  const std::string& root) {
  return std::to_string(mount_number_of(folder.path())) + " 1 8:1 / / rw - ext4 /dev/a rw\n" +
         "7 1 " + device + " " + root + " " + (folder / "source/inner") + " rw - ext4 /dev/b rw\n";
}

TEST_CASE("equal paths on different volumes are different folders") {
  const TemporaryFolder folder;
  fs::create_directories(folder / "source/inner");
  fs::create_directories(folder / "replica/deep");
  const std::string source = folder / "source";
  const std::string replica = folder / "replica";
  with_told_mounts({.table = table(folder, "8:1", replica)}, [&] {
    CHECK(overlap(source, replica) == "replica in source inner");
    CHECK(overlap(source, replica + "/deep") == "replica in source inner/deep");
    CHECK(overlap(source, replica + "/new") == "replica in source inner/new");
    CHECK(overlap(replica, source) == "source in replica");
    CHECK(overlap(replica + "/deep", source) == "source in replica");
  });
  with_told_mounts({.table = table(folder, "8:2", replica)}, [&] {
    CHECK(overlap(source, replica) == "none");
    CHECK(overlap(source, replica + "/deep") == "none");
    CHECK(overlap(source, replica + "/new") == "none");
    CHECK(overlap(replica, source) == "none");
  });
}

TEST_CASE("a replica that does not exist yet has nothing mounted in it, whatever its parent has") {
  const TemporaryFolder folder;
  fs::create_directories(folder / "source");
  fs::create_directories(folder / "parent/inner");
  const std::string mount = std::to_string(mount_number_of(folder.path()));
  with_told_mounts({.table = mount + " 1 8:1 / / rw - ext4 /dev/a rw\n7 1 8:1 " +
                             (folder / "source") + " " + (folder / "parent/inner") +
                             " rw - ext4 /dev/a rw\n"},
                   [&] {
                     CHECK(overlap(folder / "source", folder / "parent") == "source in replica");
                     CHECK(overlap(folder / "source", folder / "parent/new") == "none");
                   });
}

}  // namespace
}  // namespace lockstep
