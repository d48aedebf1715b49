#include "platform/disk/attributes_linux.h"

#include <sys/xattr.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "platform/disk/attribute_room_linux.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"

using namespace lockstep;

TEST_CASE("the state of the machine and of the file system is not mirrored, all else is") {
  for (const char* const name :
       {"user.a", "user.lov", "user.trusted.lov", "security.capability", "security.NTACL",
        "trusted.overlay.opaque", "trusted.love", "trusted.linked", "trusted.fidelity",
        "trusted.glusterfsx", "trusted.my.gfid", "system.posix_acl_access",
        "system.posix_acl_default"}) {
    CAPTURE(name);
    CHECK(is_mirrored_attribute(name));
  }
  for (const char* const name :
       {"security.selinux", "security.ima", "security.evm", "trusted.SGI_ACL_FILE",
        "trusted.SGI_ACL_DEFAULT", "trusted.lov", "trusted.lma", "trusted.lmv", "trusted.link",
        "trusted.fid", "trusted.hsm", "trusted.som", "trusted.gfid", "trusted.gfid2path.0123",
        "trusted.glusterfs.dht", "trusted.afr.volume-client-0", "trusted.afr.dirty", "lustre.lov",
        "ceph.dir.layout", "gpfs.dmapi", "btrfs.compression", "system.nfs4_acl", "", "user"}) {
    CAPTURE(name);
    CHECK_FALSE(is_mirrored_attribute(name));
  }
}

TEST_CASE("only a volume with room refuses an attribute for its size") {
  struct statfs roomy{};
  roomy.f_bsize = 4096;
  roomy.f_bavail = 10'000;
  roomy.f_files = 1'000;
  roomy.f_ffree = 500;
  CHECK(has_room_otherwise(roomy, 5'000));
  CHECK_FALSE(has_room_otherwise(roomy, 500));  // no volume is that small
  struct statfs full = roomy;
  full.f_bavail = 3;
  CHECK_FALSE(has_room_otherwise(full, 5'000));
  struct statfs without_inodes = roomy;  // tmpfs counts attributes as inodes
  without_inodes.f_ffree = 3;
  CHECK_FALSE(has_room_otherwise(without_inodes, 5'000));
  struct statfs unlimited = roomy;  // btrfs has no number of inodes
  unlimited.f_files = unlimited.f_ffree = 0;
  CHECK(has_room_otherwise(unlimited, 5'000));
  struct statfs small_blocks = roomy;
  small_blocks.f_bsize = 1024;
  CHECK(has_room_otherwise(small_blocks, 900));
}

TEST_CASE("of more attributes than can be listed those that keep their place are read") {
  if (geteuid() != 0) return;
  const TemporaryFolder folder;
  const std::string path = folder / "file";
  make_file(*folder.open(), "file", "content");
  const std::string long_name(240, 'n');
  for (int i = 0; i < 300; ++i) {
    const std::string name = "trusted." + long_name + std::to_string(i);
    if (setxattr(path.c_str(), name.c_str(), "", 0, 0) != 0) return;  // ext4 has no room for them
  }
  const std::string list("\2\0\0\0\1\0\7\0\xff\xff\xff\xff\2\0\7\0\x67\x12\0\0\4\0\0\0\xff\xff\xff"
                         "\xff\x10\0\7\0\xff\xff\xff\xff\x20\0\0\0\xff\xff\xff\xff", 44);
  REQUIRE(setxattr(path.c_str(), "system.posix_acl_access", list.data(), list.size(), 0) == 0);
  const auto root = folder.open();
  for (const auto& read : {root->read_child_attributes("file"),
                           root->open_entry("file").value()->read_attributes(),
                           root->open_file("file").value()->read_attributes()}) {
    REQUIRE(read);
    CHECK_FALSE(read->complete);
    REQUIRE(read->size() == 1);
    CHECK(read->front().name == "system.posix_acl_access");
  }
}
