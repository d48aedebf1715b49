// Renaming and removing by an open handle, so that what was looked at is what is moved or gone.
//
// With POSIX semantics (Windows 10 1607, on NTFS) a name is free at once, and what others have open
// can be replaced; without them a file that somebody has open without leave to remove it refuses,
// which is tried again for a short while. A link to a folder is replaced in two steps, and put back
// when the second one fails.
#pragma once

#include <string_view>

#include "platform/disk/directory.h"
#include "platform/system/native_calls_windows.h"

namespace lockstep {

[[nodiscard]] Result<void> rename_entry(HANDLE folder, std::wstring_view name, HANDLE to,
                                        std::wstring_view new_name, Overwrite overwrite);

// `file` is open with DELETE.
[[nodiscard]] Result<void> rename_open(HANDLE file, HANDLE to, std::wstring_view new_name,
                                       Overwrite overwrite);

// Opens what has this name, links themselves, again and again while somebody else's sharing
// forbids it: busy after that while.
[[nodiscard]] Result<OwnedHandle> open_patiently(HANDLE folder, std::wstring_view name,
                                                 ACCESS_MASK access);

// To be renamed or removed; with leave to write attributes, where this user has that.
[[nodiscard]] Result<OwnedHandle> open_to_change(HANDLE folder, std::wstring_view name);

}  // namespace lockstep
