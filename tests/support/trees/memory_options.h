// The abilities of a volume in memory, and how it behaves at its limits.
#pragma once

#include <cstdint>
#include <limits>

#include "base/capabilities.h"

namespace lockstep {

struct MemoryOptions {
  // Times are stored as `can.stored` says, ctimes too. Without modes every entry has 0755; without
  // owners every entry belongs to 0:0 and set_owner fails for others, as vfat does.
  Capabilities can;
  // Owners that can't be held are silently dropped, as some network volumes do.
  bool ignores_owners = false;
  bool clones = false;  // shares blocks, as btrfs does
  bool copies_ranges = true;
  bool offline = false;  // reading any of its files fetches it from elsewhere (Windows)
  bool tells_births = true;  // Directory::persistent_id
  bool tells_holes = true;  // otherwise all is data, and no file is reported as sparse
  bool read_only = false;
  // `flush_volume` claims success and does nothing, as old FUSE file systems do.
  bool lies_about_flushes = false;
  bool refuses_volume_flushes = false;  // Windows does, for users who are no administrators
  bool flushes_in_groups = false;  // its files can be handed to the disk without a flush
  std::uint64_t capacity_bytes = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t capacity_inodes = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t largest_file = std::numeric_limits<std::int64_t>::max();
  // The bytes that an entry's attributes may take up together, as on ext4, and that each may take
  // up, as on btrfs.
  std::uint64_t attribute_bytes = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t each_attribute_bytes = std::numeric_limits<std::uint64_t>::max();
  // With more attributes than this their list is not complete.
  std::size_t most_attributes_listed = std::numeric_limits<std::size_t>::max();
  std::uint32_t most_links = 65'000;
  std::size_t longest_name = 255;
  bool spells_small = false;  // a name comes back in small letters; for `case_sensitive` off
  // An open folder is in use: it can't be removed, and none above it be renamed (Windows, which
  // removes it when it is closed).
  bool keeps_open_folders = false;
  // An entry that is no regular file is found out by the first `read` only (Linux).
  bool opens_any_kind = false;
  // The group that new entries get, as on a volume that was mounted with grpid.
  std::uint32_t new_group = 0;
  // It takes "e" and an accent for one letter, as HFS+ does, and keeps them as they came.
  bool composes = false;
};

}  // namespace lockstep
