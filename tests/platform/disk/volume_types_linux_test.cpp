// Tests what is known of a volume by its kind, for kinds that this machine need not have.
#include <array>
#include <string>

#include <doctest/doctest.h>

#include "support/system/temporary_folder.h"
#include "support/system/told_mounts_linux.h"

namespace lockstep {
namespace {

// Examines a folder on a volume of this type, which the table of mounts alone tells. `told` has
// more.
Result<Volume> volume_of_type(const std::string& type, ToldMounts told = {}) {
  const TemporaryFolder folder;
  constexpr std::uint32_t kNobodysNumber = 0x12345678;
  const std::string mount = std::to_string(mount_number_of(folder.path()));
  Result<Volume> volume = failure(ErrorKind::cancelled);
  told.table = "1 0 0:1 / / rw - rootfs rootfs rw\n" + mount + " 1 8:1 / /mnt rw shared:1 - " +
               type + " source rw\n";
  told.volume_number = kNobodysNumber;
  with_told_mounts(told, [&] { volume = folder.open()->volume(); });
  return volume;
}

bool can_tell() { return volume_of_type("ext4").has_value(); }

TEST_CASE("FUSE and network volumes are remote, those of disks and memory are not") {
  if (!can_tell()) return;
  for (const char* const type :
       {"fuse", "fuseblk", "fuse.sshfs", "nfs", "nfs4", "cifs", "smb3", "9p", "ceph", "afs", "coda",
        "lustre", "gpfs", "beegfs", "orangefs", "vboxsf", "virtiofs"}) {
    CAPTURE(type);
    CHECK(volume_of_type(type)->remote);
    CHECK(volume_of_type(type)->type == type);
  }
  for (const char* const type : {"ext3", "ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "vfat",
                                 "exfat", "ntfs3", "f2fs", "unheardof"}) {
    CAPTURE(type);
    CHECK(!volume_of_type(type)->remote);
    CHECK(volume_of_type(type)->type == type);
  }
}

TEST_CASE("which volumes give what is renamed a new ctime is known by their kind") {
  if (!can_tell()) return;
  for (const char* const type : {"ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "tmpfs", "zfs"})
    CHECK(volume_of_type(type)->renames_change_ctime);
  for (const char* const type : {"vfat", "hfsplus", "nfs4", "fuse.sshfs", "overlay"})
    CHECK(!volume_of_type(type)->renames_change_ctime);
}

TEST_CASE("room is found beforehand on ext4 alone") {
  if (!can_tell()) return;
  CHECK(volume_of_type("ext4")->reserving_pays);
  for (const char* const type : {"ext3", "xfs", "btrfs", "nfs4"})
    CHECK(!volume_of_type(type)->reserving_pays);
}

TEST_CASE("the names of FAT's volumes have rules, those of others have none") {
  if (!can_tell()) return;
  const auto rules = [](const char* type) {
    const auto volume = volume_of_type(type);
    const NameRules& names = volume->names;
    return std::string(volume->ignores_case ? "ignores case," : "") +
           (names.no_reserved_characters ? " reserved" : "") +
           (names.no_trailing_dots ? " dots" : "") + (names.no_trailing_spaces ? " spaces" : "") +
           (names.no_device_names ? " devices" : "");
  };
  CHECK(rules("vfat") == "ignores case, reserved dots spaces");
  CHECK(rules("msdos") == "ignores case, reserved dots spaces devices");
  CHECK(rules("exfat") == "ignores case, reserved dots");
  for (const char* const type : {"ext4", "ntfs3", "nfs4", "tmpfs"}) CHECK(rules(type) == "");
}

TEST_CASE("an identity is made of what is written on the volume, or says that there is none") {
  if (!can_tell()) return;
  constexpr std::array<std::uint8_t, 8> kNoId{};
  constexpr std::array<std::uint8_t, 8> kId{0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef};
  constexpr std::array<std::uint8_t, 16> kUuid{0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77,
                                               0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};
  const auto identity = [&](const char* type, std::array<std::uint8_t, 8> id) {
    return volume_of_type(type, {.volume_id = id, .uuid = kUuid})->identity;
  };
  for (const std::string type : {"ext2", "ext3", "ext4", "btrfs", "zfs"}) {
    CHECK(identity(type.c_str(), kId) == type + ":0123456789abcdef");
    CHECK(identity(type.c_str(), kNoId) == type + ":folder");
  }
  for (const std::string type : {"xfs", "f2fs", "bcachefs"})
    CHECK(identity(type.c_str(), kId) == type + ":00112233-4455-6677-8899-aabbccddeeff");
  // The ids of these are made anew at each mount, or by the server.
  for (const std::string type : {"tmpfs", "nfs4", "fuse.sshfs"})
    CHECK(identity(type.c_str(), kId) == type + ":folder");
}

TEST_CASE(
    "where nothing lasting is written on a volume it counts whether the root is a mount point") {
  if (!can_tell()) return;
  CHECK(volume_of_type("tmpfs", {.mount_point = true})->identity == "tmpfs:mounted");
  CHECK(volume_of_type("tmpfs", {.mount_point = false})->identity == "tmpfs:folder");
}

TEST_CASE("without a table of mounts a volume is called by its number") {
  const TemporaryFolder folder;
  Result<Volume> volume = failure(ErrorKind::cancelled);
  if (!with_told_mounts({.table = std::nullopt, .volume_number = 0xabcdef},
                        [&] { volume = folder.open()->volume(); }))
    return;
  REQUIRE(volume);
  CHECK(volume->type == "type-abcdef");
  CHECK(!volume->remote);
}

}  // namespace
}  // namespace lockstep
