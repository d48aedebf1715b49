// Tells what a volume can hold. There are no probe files: all of this is learnt from what comes
// back after something was set.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

#include "base/attribute_space.h"
#include "base/timestamp.h"

namespace lockstep {

struct Capabilities {
  Granularity granularity = 1;
  bool granularity_known = false;
  // Times outside these limits are stored as the nearer limit (ext4 with 128-byte inodes ends in
  // 2038), and the limit's own second has no fractions (timestamp_truncate in Linux' fs/inode.c).
  std::int64_t earliest_seconds = std::numeric_limits<std::int64_t>::min();
  std::int64_t latest_seconds = std::numeric_limits<std::int64_t>::max();
  bool owners = true;
  bool modes = true;
  bool set_id_bits = true;  // setuid, setgid and sticky, for this user
  bool attributes = true;  // user.*
  bool privileged_attributes = true;  // trusted.*, security.*
  bool access_control_lists = true;
  AttributeSpace attribute_space;
  bool creation_times = true;  // Windows
  bool hard_links = true;
  // The number of names that one file can have, as far as a refusal told.
  std::uint32_t most_links = std::numeric_limits<std::uint32_t>::max();
  // True if a file may have names in several folders. Volumes that keep folders apart, as project
  // quotas do, refuse that.
  bool links_across_folders = true;
  bool symlinks = true;
  bool specials = true;
  bool unnamed_files = true;  // O_TMPFILE
  bool case_sensitive = true;
  bool keeps_case = true;  // a name comes back in the case in which it was given
  bool keeps_form = true;  // a name comes back in the Unicode form in which it was given

  friend bool operator==(const Capabilities&, const Capabilities&) = default;

  // Returns `wanted` as this volume gives it back.
  [[nodiscard]] Timestamp stored(Timestamp wanted) const {
    if (wanted.seconds >= latest_seconds) return {latest_seconds, 0};
    if (wanted.seconds <= earliest_seconds) return {earliest_seconds, 0};
    return truncated(wanted, granularity);
  }
  // True if both are the same moment as far as this volume can tell. A replica's time that the
  // volume could not hold by these limits proves that it can: it is compared exactly.
  [[nodiscard]] bool same_time(Timestamp source, Timestamp replica) const {
    return source == replica || stored(source) == replica;
  }
  // True if this time, found on the volume, shows that the volume can hold more than is said here.
  [[nodiscard]] bool are_contradicted_by(Timestamp time) const {
    return time.seconds > latest_seconds || time.seconds < earliest_seconds ||
           truncated(time, granularity) != time;
  }
};

}  // namespace lockstep
