// A mounted file system, as far as mirroring needs to know it.
#pragma once

#include <cstdint>
#include <string>

namespace lockstep {

// Tells which names a volume refuses or changes, beyond those that every system does.
struct NameRules {
  bool no_reserved_characters = false;  // control characters and " * : < > ? | backslash
  bool no_trailing_dots = false;
  bool no_trailing_spaces = false;
  bool no_device_names = false;  // CON, NUL, COM1…, with or without an extension
};

// Tells which files are written past the system's cache: large ones gain nothing there, and would
// push out of it what other programs need.
struct PastTheCache {
  std::uint64_t from = UINT64_MAX;  // files of this size and more are written past the cache
  std::uint16_t but_modes = 0;      // files with one of these bits (Entry::mode) are excepted
};

struct Volume {
  std::string type;      // "ext4", "nfs", "fuse.sshfs"
  // Names the volume by type and UUID or fsid if these are persistent ("ext4:1b0c…"), otherwise by
  // type and whether the root is a mount point ("tmpfs:mounted", "overlay:folder"). Equal texts
  // mean the same volume, as far as can be told.
  std::string identity;
  bool remote = false;  // network and FUSE: flushed file by file, ctimes come from another clock
  std::uint64_t device = 0;  // valid until unmounted
  NameRules names = {};
  // True if a rename gives the renamed entry itself a new ctime. POSIX asks for that only of the
  // folders around it.
  bool renames_change_ctime = false;
  // True if a folder keeps its number (Identity::object) as long as it exists, over remounts too,
  // and no other folder has it meanwhile. On other volumes numbers may be made up when an entry is
  // looked at.
  bool lasting_numbers = false;
  // True if a large file is written faster, or comes to lie closer together, when room for it is
  // reserved first.
  bool reserving_pays = false;
  PastTheCache past_the_cache = {};
  bool ignores_case = false;  // true as a rule; some folders of it may differ
  bool fixed_roots = false;  // the root's times and attributes are made up, and can't be set
};

}  // namespace lockstep
