// Paths as text, for the few things that are not reached through a folder's handle: the two roots,
// and files of our own. Ours have '/' between the names, whatever the user wrote.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace lockstep {

// An absolute path of ours as the system wants it: "\\?\C:\a", "\\?\UNC\server\share\a". That form
// has no limit of 260 characters, and no name in it is special ("NUL", "a."). See "Naming Files,
// Paths, and Namespaces" (learn.microsoft.com). `invalid` when it is no such path.
[[nodiscard]] Result<std::wstring> system_path(std::string_view path);

// What the system calls a file, in our spelling: "\\?\UNC\server\share\a" is "//server/share/a".
[[nodiscard]] std::string our_path(std::wstring_view path);

// How much of an absolute path of ours is its volume: "C:/" of "C:/a", "//server/share/" of
// "//server/share/a". 0 when it is not absolute, or on neither a drive nor a share.
[[nodiscard]] std::size_t root_length(std::string_view path);

}  // namespace lockstep
