#include <sys/sysmacros.h>

#include <doctest/doctest.h>

#include "platform/disk/mounts_linux.h"
#include "support/system/temporary_folder.h"

namespace lockstep {
namespace {

TEST_CASE("the table of mounts is read, whatever its names hold") {
  const auto mounts = parse_mounts(
      "22 28 0:21 / /proc rw,nosuid - proc proc rw\n"
      "36 35 98:1 /sub\\040folder /mnt/a\\012b rw,noatime master:1 shared:2 - fuse.sshfs "
      "me@host:/x rw\n"
      "nonsense\n"
      "40 1 8:1 / /mnt/ends\\040 rw - ext4\n"
      "\n");
  REQUIRE(mounts.size() == 3);
  CHECK(mounts[0].id == 22);
  CHECK(mounts[0].type == "proc");
  CHECK(mounts[1].device == makedev(98, 1));
  CHECK(mounts[1].root == "/sub folder");
  CHECK(mounts[1].point == "/mnt/a\nb");
  CHECK(mounts[1].type == "fuse.sshfs");
  CHECK(mounts[1].source == "me@host:/x");
  CHECK(mounts[2].type == "ext4");
  CHECK(mounts[2].point == "/mnt/ends ");
  CHECK(mounts[2].source.empty());
}

TEST_CASE(
    "a volume's identity is the same for every folder on it, and persistent where the volume is") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  REQUIRE(root->create_directory("a", 0755));
  const auto volume = root->volume();
  const auto inner = root->open_directory("a").value()->volume();
  REQUIRE(volume);
  REQUIRE(inner);
  CHECK(volume->identity == inner->identity);
  CHECK(volume->identity.starts_with(volume->type + ":"));
  if (volume->type == "ext4" || volume->type == "btrfs" || volume->type == "xfs") {
    CHECK(volume->identity.size() >= volume->type.size() + 1 + 16);
    CHECK(!volume->remote);
    CHECK(volume->lasting_numbers);
  }
  if (volume->type == "overlay" || volume->type == "vfat") CHECK_FALSE(volume->lasting_numbers);
}

}  // namespace
}  // namespace lockstep
