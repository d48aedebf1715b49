// Removing entries.
#pragma once

#include <string_view>

#include "platform/system/native_calls_windows.h"

namespace lockstep {

// What is no folder; is_a_directory otherwise.
[[nodiscard]] Result<void> remove_entry(HANDLE folder, std::wstring_view name);
// An empty folder; not_empty, not_a_directory otherwise.
[[nodiscard]] Result<void> remove_folder(HANDLE folder, std::wstring_view name);
// `entry` is open as by open_to_change. Read-only is no obstacle, and stays with a file's other
// names.
[[nodiscard]] Result<void> remove_open(HANDLE entry);

}  // namespace lockstep
