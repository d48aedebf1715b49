// Says what it means when a new name is refused. EPERM says both "you may not" and "this volume has
// no such thing"; the core must know which: the first is a problem of one entry, the second a
// property of the volume.
#pragma once

#include "base/entry.h"

namespace lockstep {

// Returns the error of giving a folder a new name that failed with `code`. EINVAL means that the
// volume can't hold that name (open(2), mkdir(2), rename(2)).
[[nodiscard]] Error new_name_error(int code);

// Does the same for a new entry of this kind: not_supported if the volume has none of the kind.
[[nodiscard]] Error creation_error(int code, int folder, EntryKind kind);

// Returns the error of staging a file in a folder: EPERM says so if the folder is immutable or
// append-only, which no listing of permissions shows.
[[nodiscard]] Error staging_error(int code, int folder);

// Returns the error of a refusal to remove or to replace a name: EPERM says so if the entry, or the
// folder it is in, is immutable or append-only.
[[nodiscard]] Error removal_error(int code, int folder, const char* name);

// Does the same for a hard link to `existing`: not_supported if the volume has no hard links.
[[nodiscard]] Error hard_link_error(int code, int existing_folder, const char* existing,
                                    int folder);

}  // namespace lockstep
