// Tells which volume a folder lies on.
#pragma once

#include <string>
#include <string_view>
#include <windows.h>

#include "base/result.h"
#include "base/volume.h"

namespace lockstep {

[[nodiscard]] Result<Volume> volume_of(HANDLE folder);
// See Directory for all of these.
[[nodiscard]] std::string describe_volume_of(HANDLE folder);
[[nodiscard]] Result<std::string> lasting_identity_of(HANDLE folder);

// True if the file is on another computer.
[[nodiscard]] bool is_remote_volume(HANDLE file);

[[nodiscard]] bool is_ntfs(HANDLE file);

// See Volume::fixed_roots; `type` in small letters.
[[nodiscard]] bool has_fixed_roots(std::string_view type);

// True if it is the folder that a volume, or a share of another computer, begins with.
[[nodiscard]] bool is_volume_root(HANDLE folder);
// Decides it by the path without the volume (VOLUME_NAME_NONE): "\" or, on another computer, the
// path of a share.
[[nodiscard]] bool is_root_path(std::wstring_view path, bool remote);

// Returns when all that was written to the folder's volume is on the disk; fails with not_supported
// for users who may not ask for that.
[[nodiscard]] Result<void> flush_volume_of(HANDLE folder);

}  // namespace lockstep
