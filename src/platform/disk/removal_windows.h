// Removes entries.
#pragma once

#include <string_view>

#include "platform/system/native_calls_windows.h"

namespace lockstep {

// Removes an entry that is no folder; fails with is_a_directory otherwise.
[[nodiscard]] Result<void> remove_entry(HANDLE folder, std::wstring_view name);
// Removes an empty folder; fails with not_empty or not_a_directory otherwise.
[[nodiscard]] Result<void> remove_folder(HANDLE folder, std::wstring_view name);
// Removes `entry`, which open_to_change has opened. Read-only is no obstacle, and stays with a
// file's other names.
[[nodiscard]] Result<void> remove_open(HANDLE entry);

}  // namespace lockstep
