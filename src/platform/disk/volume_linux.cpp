#include "platform/disk/volume_linux.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "platform/disk/entry_linux.h"
#include "platform/disk/mounts_linux.h"
#include "platform/disk/volume_name_linux.h"
#include "platform/system/os_error.h"

namespace lockstep {
namespace {

using std::string_view_literals::operator""sv;

bool is_remote(std::string_view type) {
  constexpr std::array kRemote = {"nfs"sv,    "nfs4"sv,   "cifs"sv,   "smb2"sv,     "smb3"sv,
                                  "smbfs"sv,  "9p"sv,     "ceph"sv,   "afs"sv,      "coda"sv,
                                  "lustre"sv, "gpfs"sv,   "beegfs"sv, "orangefs"sv, "pvfs2"sv,
                                  "ncpfs"sv,  "vboxsf"sv, "prl_fs"sv, "virtiofs"sv};
  // fuse, fuseblk, fuse.sshfs: another process stands between, and decides itself what a flush
  // does.
  return type.starts_with("fuse") || std::ranges::find(kRemote, type) != kRemote.end();
}

// True for volumes whose statfs gives an id made of what is written on them, and always has; others
// make one from the device's number (xfs, f2fs, vfat) or anew at each mount (tmpfs). From
// fs/*/super.c of Linux 4.18 to 6.12.
bool has_persistent_fsid(std::string_view type) {
  constexpr std::array kTypes = {"ext2"sv, "ext3"sv,     "ext4"sv,  "btrfs"sv,
                                 "jfs"sv,  "reiserfs"sv, "ocfs2"sv, "zfs"sv};
  return std::ranges::find(kTypes, type) != kTypes.end();
}

// True for volumes whose UUID is written on them. tmpfs has one too, and makes it anew at each
// mount.
bool has_persistent_uuid(std::string_view type) {
  constexpr std::array kTypes = {"xfs"sv, "f2fs"sv, "bcachefs"sv, "nilfs2"sv, "gfs2"sv};
  return std::ranges::find(kTypes, type) != kTypes.end();
}

// True for types that do, by fs/*/namei.c of Linux 6.12 (hfsplus, for one, does not) and OpenZFS'
// zfs_vnops_os.c.
bool renames_change_ctime(std::string_view type) {
  constexpr std::array kTypes = {"ext2"sv,  "ext3"sv, "ext4"sv,  "xfs"sv,
                                 "btrfs"sv, "f2fs"sv, "tmpfs"sv, "zfs"sv};
  return std::ranges::find(kTypes, type) != kTypes.end();
}

// True for volumes that find an inode by its number on the disk, or have no disk (tmpfs). vfat and
// exfat make numbers up, overlay and FUSE may, and a server does as it likes.
//
// fs/fat/inode.c and fs/exfat/inode.c number what they load (iunique), libfuse what it is asked
// for; overlay takes the number and the birth of the copy that is made at the first change.
bool has_lasting_numbers(std::string_view type) {
  constexpr std::array kTypes = {"ext2"sv,  "ext3"sv,  "ext4"sv, "xfs"sv,
                                 "btrfs"sv, "f2fs"sv,  "tmpfs"sv, "zfs"sv,
                                 "jfs"sv,   "nilfs2"sv, "bcachefs"sv};
  return std::ranges::find(kTypes, type) != kTypes.end();
}

// vfat silently takes the dots off the end of a name, and refuses the rest; exfat keeps spaces
// (fs/fat/namei_vfat.c, fs/exfat/nls.c). Neither tells capital letters apart.
void know_names_of(Volume& volume) {
  const bool fat = volume.type == "vfat" || volume.type == "msdos";
  if (!fat && volume.type != "exfat") return;
  volume.ignores_case = true;
  volume.names = {.no_reserved_characters = true,
                  .no_trailing_dots = true,
                  .no_trailing_spaces = fat,
                  .no_device_names = volume.type == "msdos"};
}

std::string hexadecimal(const unsigned char* bytes, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    char two[3];
    std::snprintf(two, sizeof two, "%02x", bytes[i]);
    text.append(two);
  }
  return text;
}

std::string fsid_text(const struct statfs& status) {
  std::array<unsigned char, sizeof status.f_fsid> bytes{};
  std::memcpy(bytes.data(), &status.f_fsid, bytes.size());
  const bool zero = std::ranges::all_of(bytes, [](unsigned char byte) { return byte == 0; });
  return zero ? std::string() : hexadecimal(bytes.data(), bytes.size());
}

// Returns an id of the volume that stays with it over mounts; empty if there is none.
std::string persistent_id(int folder, const struct statfs& status, const Volume& volume) {
  if (has_persistent_fsid(volume.type)) {
    return fsid_text(status);
  }
  std::string id = has_persistent_uuid(volume.type) ? kernel_uuid(folder) : std::string();
  // udev's finding serves older kernels, and volumes that have no UUID but a serial number (vfat,
  // exfat, ntfs).
  return id.empty() && !volume.remote ? udev_name("by-uuid", volume.device) : id;
}

// Returns the type if no other one has its number (statfs(2), linux/magic.h): ext2 to ext4 share
// one, and so do all of FUSE's.
std::string_view type_by_number(const struct statfs& status) {
  switch (static_cast<std::uint32_t>(status.f_type)) {
    case BTRFS_SUPER_MAGIC:
      return "btrfs";
    case F2FS_SUPER_MAGIC:
      return "f2fs";
    case TMPFS_MAGIC:
      return "tmpfs";
    case XFS_SUPER_MAGIC:
      return "xfs";
    default:
      return {};
  }
}

// Returns the type by its name in the table of mounts; without that, the number is all there is.
std::string type_of(int folder, const struct statfs& status) {
  if (const std::string_view type = type_by_number(status); !type.empty()) return std::string(type);
  if (const auto mounts = read_mounts()) {
    if (const Mount* mount = find_mount(*mounts, folder)) {
      return mount->type;
    }
  }
  char text[32];
  std::snprintf(text, sizeof text, "type-%lx", static_cast<unsigned long>(status.f_type));
  return text;
}

}  // namespace

Result<std::string> lasting_identity_of(int folder) {
  struct statx status{};
  if (statx(folder, "", AT_EMPTY_PATH, STATX_INO | STATX_BTIME, &status) != 0) {
    return failure(os_error(errno));
  }
  // Inode numbers are given out again; no call sets the time of birth. Some inodes have no room for
  // it (ext4 with 128 bytes each, xfs before version 5).
  const std::string number = std::to_string(status.stx_ino) + "@";
  if ((status.stx_mask & STATX_BTIME) == 0) return number;
  return number + std::to_string(status.stx_btime.tv_sec) + "." +
         std::to_string(status.stx_btime.tv_nsec);
}

Result<Volume> volume_of(int folder) {
  struct statfs status{};
  if (fstatfs(folder, &status) != 0) {
    return failure(os_error(errno));
  }
  const auto entry = examine_descriptor(folder);
  if (!entry) {
    return failure(entry.error());
  }
  Volume volume;
  volume.type = type_of(folder, status);
  volume.remote = is_remote(volume.type);
  // This was measured (tests/bench). Elsewhere blocks are shared (btrfs, xfs), compressed only if
  // they were not reserved (btrfs), or there is no gain.
  volume.reserving_pays = volume.type == "ext4";
  volume.renames_change_ctime = renames_change_ctime(volume.type);
  volume.lasting_numbers = has_lasting_numbers(volume.type);
  know_names_of(volume);
  volume.device = entry->identity.volume;
  std::string id = persistent_id(folder, status, volume);
  if (id.empty()) {
    id = entry->mount_point ? "mounted" : "folder";
  }
  volume.identity = volume.type + ":" + id;
  return volume;
}

}  // namespace lockstep
