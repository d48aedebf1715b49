// A mounted file system, as far as mirroring needs to know it.
#pragma once

#include <cstdint>
#include <string>

namespace lockstep {

// Which names a volume refuses or changes, beyond those that every system does.
struct NameRules {
  bool no_reserved_characters = false;  // control characters and " * : < > ? | backslash
  bool no_trailing_dots = false;
  bool no_trailing_spaces = false;
  bool no_device_names = false;  // CON, NUL, COM1…, with or without an extension
};

// Large files would push out of the system's cache what others need, and gain nothing there.
struct PastTheCache {
  std::uint64_t from = UINT64_MAX;  // files of this size and more are written past the cache
  std::uint16_t but_modes = 0;      // but for those that have one of these bits (Entry::mode)
};

struct Volume {
  std::string type;      // "ext4", "nfs", "fuse.sshfs"
  // Type and UUID or fsid where those are persistent ("ext4:1b0c…"); else the type and whether the
  // root is a mount point ("tmpfs:mounted", "overlay:folder"). Equal texts: as far as can be told,
  // the same volume.
  std::string identity;
  bool remote = false;  // network and FUSE: flushed file by file, ctimes come from another clock
  std::uint64_t device = 0;  // valid until unmounted
  NameRules names = {};
  // What is renamed has a new ctime, and not the folders around it alone, which is all that POSIX
  // asks for.
  bool renames_change_ctime = false;
  // A large file is written faster, or comes to lie closer together, when room for it was found
  // before.
  bool reserving_pays = false;
  PastTheCache past_the_cache = {};
  bool ignores_case = false;  // as a rule; some folders of it may differ
  // A folder keeps its number while it exists. On vfat and through FUSE it gets a new one whenever
  // the system has forgotten it; on overlay, when it is first changed.
  bool keeps_folder_numbers = true;
  bool fixed_roots = false;  // its root's times and attributes are made up, and can't be set
};

}  // namespace lockstep
