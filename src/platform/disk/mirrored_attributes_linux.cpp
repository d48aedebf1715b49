#include <algorithm>
#include <array>

#include "platform/disk/attributes_linux.h"

namespace lockstep {
namespace {

// The system makes these for each machine itself.
constexpr std::array<std::string_view, 3> kOfTheMachine = {"security.selinux", "security.ima",
                                                           "security.evm"};

constexpr std::array<std::string_view, 9> kOfTheFileSystem = {
    // xfs stores ACLs in these, and shows root each of them twice, under this name too
    // (fs/xfs/xfs_xattr.c).
    "trusted.SGI_ACL_FILE", "trusted.SGI_ACL_DEFAULT",
    // Lustre keeps a file's stripes and identity in these (lustre_idl.h): on another volume they
    // would name objects of the first.
    "trusted.lov", "trusted.lma", "trusted.lmv", "trusted.link", "trusted.fid", "trusted.hsm",
    "trusted.som"};

// GlusterFS keeps identities and the state of its replication in these.
constexpr std::array<std::string_view, 3> kOfGluster = {"trusted.gfid", "trusted.glusterfs.",
                                                        "trusted.afr."};

bool is_one_of(const auto& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

// Attributes not named here (lustre.*, ceph.*, gpfs.*, btrfs.*, system.nfs4_acl) are the file
// system's own.
bool is_mirrored_attribute(std::string_view name) {
  if (name.starts_with("security.")) return !is_one_of(kOfTheMachine, name);
  if (name.starts_with("trusted.")) {
    return !is_one_of(kOfTheFileSystem, name) &&
           std::ranges::none_of(
               kOfGluster, [name](std::string_view prefix) { return name.starts_with(prefix); });
  }
  return name.starts_with("user.") || name == "system.posix_acl_access" ||
         name == "system.posix_acl_default";
}

}  // namespace lockstep
