// A private folder for the locks of this user's processes. It is gone with the next boot, if the
// system has such a place.
#pragma once

#include "base/result.h"
#include "platform/system/descriptor_posix.h"

namespace lockstep {

// Opens the folder, and creates it if need be: "locks" in /run/lockstep for root, in
// $XDG_RUNTIME_DIR/lockstep for others; below systemd, if there is no such folder, in
// $RUNTIME_DIRECTORY, otherwise in the state folder. It belongs to this user, and nobody else may
// enter it.
[[nodiscard]] Result<Descriptor> open_locks_folder();

}  // namespace lockstep
