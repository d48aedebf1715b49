// Paths as text, for the few things that are not reached through a folder's handle: the two roots,
// and files of our own. Our spelling has '/' between the names, whatever the user wrote.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace lockstep {

// Returns an absolute path of ours as the system takes it: "\\?\C:\a", "\\?\UNC\server\share\a".
// That form has no limit of 260 characters, and no name in it is special ("NUL", "a."). See "Naming
// Files, Paths, and Namespaces" (learn.microsoft.com). Fails with `invalid` if it is no such path.
[[nodiscard]] Result<std::wstring> system_path(std::string_view path);

// Returns a path of the system's in our spelling: "\\?\UNC\server\share\a" becomes
// "//server/share/a".
[[nodiscard]] std::string our_path(std::wstring_view path);

// Returns the length of the part of an absolute path of ours that names its volume: "C:/" of
// "C:/a", "//server/share/" of "//server/share/a". 0 if it is not absolute, or on neither a drive
// nor a share.
[[nodiscard]] std::size_t root_length(std::string_view path);

}  // namespace lockstep
