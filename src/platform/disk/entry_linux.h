// What statx says of an entry, as an Entry.
#pragma once

#include <sys/stat.h>

#include "base/entry.h"

namespace lockstep {

// statx without following a link and without starting an automount. An empty name stands for the
// descriptor itself. 0, or -1 and errno.
[[nodiscard]] int read_status(int descriptor, const char* name, struct statx& status);

// The entry; its name is left empty. `mount_point` is set when the kernel tells (Linux 5.8).
[[nodiscard]] Entry to_entry(const struct statx& status);

// Did the kernel tell whether this is a mount's root? Else a device other than its folder's has to
// do.
[[nodiscard]] bool tells_mount_points(const struct statx& status);

// The same number as Identity::volume.
[[nodiscard]] std::uint64_t device_of(const struct statx& status);

// An error means that nothing is known, not_found that there is no such name.
[[nodiscard]] Result<Entry> examine_name(int folder, const char* name);
[[nodiscard]] Result<Entry> examine_descriptor(int descriptor);

// Is a volume mounted on this name when somebody enters it (NFS below an export, autofs)?
[[nodiscard]] bool mounts_on_demand(int folder, const char* name);

}  // namespace lockstep
