// Recognizes names of folders on other machines, as rsync, ssh and smbclient take them. Lockstep
// mirrors only local folders, and a first pass would make a folder called "host:" without a word.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lockstep {

// Returns how a local folder of that name would have to be spelt, if the name has the form of one
// on another machine: "./host:/path" for "host:/path" and "user@host:path", "./sftp://host" for
// "sftp://host", "/host/share" for "//host/share". Returns none for names of local folders; on
// Windows, drives and shares are local. Pure.
[[nodiscard]] std::optional<std::string> local_spelling_of_remote(std::string_view name);

// Fails, and says what to do instead, if the name has such a form and no local folder begins like
// it.
[[nodiscard]] Result<void> refuse_remote(std::string_view name);

}  // namespace lockstep
