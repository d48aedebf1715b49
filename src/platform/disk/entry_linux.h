// Turns statx's answer about an entry into an Entry.
#pragma once

#include <sys/stat.h>

#include "base/entry.h"

namespace lockstep {

// Calls statx without following a link and without starting an automount. An empty name stands for
// the descriptor itself. Returns 0, or -1 and errno.
[[nodiscard]] int read_status(int descriptor, const char* name, struct statx& status);

// Makes an entry; its name is left empty. `mount_point` is set if the kernel tells (Linux 5.8).
[[nodiscard]] Entry to_entry(const struct statx& status);

// True if the kernel told whether this is a mount's root. Otherwise a device other than its
// folder's has to do.
[[nodiscard]] bool tells_mount_points(const struct statx& status);

// Returns the same number as Identity::volume.
[[nodiscard]] std::uint64_t device_of(const struct statx& status);

// Examines a name. not_found means that there is no such name, any other error that nothing is
// known.
[[nodiscard]] Result<Entry> examine_name(int folder, const char* name);
[[nodiscard]] Result<Entry> examine_descriptor(int descriptor);

// True if a volume is mounted on this name when somebody enters it (NFS below an export, autofs).
[[nodiscard]] bool mounts_on_demand(int folder, const char* name);

}  // namespace lockstep
