// Renames and removes by an open handle, so that the entry that was looked at is the one that is
// moved or gone.
//
// With POSIX semantics (Windows 10 1607, on NTFS) a name is free at once, and entries that others
// have open can be replaced. Without them a file is refused that somebody has open without leave to
// remove it; that is tried again for a short while. A link to a folder is replaced in two steps,
// and put back if the second one fails.
#pragma once

#include <string_view>

#include "platform/disk/directory.h"
#include "platform/system/native_calls_windows.h"

namespace lockstep {

[[nodiscard]] Result<void> rename_entry(HANDLE folder, std::wstring_view name, HANDLE to,
                                        std::wstring_view new_name, Overwrite overwrite);

// Renames `file`, which is open with DELETE.
[[nodiscard]] Result<void> rename_open(HANDLE file, HANDLE to, std::wstring_view new_name,
                                       Overwrite overwrite);

// Opens the entry of this name, links themselves, again and again while somebody else's sharing
// forbids it; fails with busy after that while.
[[nodiscard]] Result<OwnedHandle> open_patiently(HANDLE folder, std::wstring_view name,
                                                 ACCESS_MASK access);

// Opens an entry to be renamed or removed; with leave to write attributes, if this user has that.
[[nodiscard]] Result<OwnedHandle> open_to_change(HANDLE folder, std::wstring_view name);

}  // namespace lockstep
