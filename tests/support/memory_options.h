// What a volume in memory can hold, and how it behaves at its limits.
#pragma once

#include <cstdint>
#include <limits>

#include "base/capabilities.h"

namespace lockstep {

struct MemoryOptions {
  // Times are stored as `can.stored` says, ctimes too. Without modes every entry has 0755; without
  // owners every entry belongs to 0:0 and set_owner fails for others, as vfat does.
  Capabilities can;
  // Owners that can't be held are dropped in silence, as some network volumes do.
  bool ignores_owners = false;
  bool clones = false;  // shares blocks, as btrfs does
  bool copies_ranges = true;
  bool offline = false;  // to read any of its files is to fetch it from elsewhere (Windows)
  bool tells_births = true;  // Directory::lasting_identity
  bool tells_holes = true;  // otherwise all is data, and no file is reported as sparse
  bool read_only = false;
  // `flush_volume` says that it did and does nothing, as old FUSE file systems do.
  bool lies_about_flushes = false;
  bool refuses_volume_flushes = false;  // Windows, to who is no administrator
  bool flushes_in_groups = false;  // its files are handed to the disk
  std::uint64_t capacity_bytes = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t capacity_inodes = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t largest_file = std::numeric_limits<std::int64_t>::max();
  std::uint32_t most_links = 65'000;
  std::size_t longest_name = 255;
  bool spells_small = false;  // a name comes back in small letters; with `case_sensitive` off
  // What is open is in use: such a folder can't be removed, and none above it be renamed (Windows,
  // which removes it when it is closed).
  bool keeps_open_folders = false;
  // What is no regular file is found out by the first `read` only (Linux).
  bool opens_any_kind = false;
  // Whose group new entries get, as on a volume that was mounted with grpid.
  std::uint32_t new_group = 0;
  bool composes = false;  // "e" and an accent are one letter to it, as on HFS+, kept as they came
};

}  // namespace lockstep
