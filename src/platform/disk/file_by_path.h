// Files of our own by path, whatever its length: on Windows a path without "\\?\" ends at 260
// characters unless a setting of the system's says otherwise ("Maximum Path Length Limitation",
// learn.microsoft.com), and std::filesystem passes it on as it is. Relative paths go by the working
// folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/result.h"

namespace lockstep {

enum class PathKind { nothing, file, folder };

// Returns `nothing`, too, if it can't be told.
[[nodiscard]] PathKind path_kind(const std::string& path);
// Returns 0 if it can't be told.
[[nodiscard]] std::uint64_t file_size(const std::string& path);
// Renames a file, and replaces one that has the new name.
[[nodiscard]] Result<void> rename_file(const std::string& from, const std::string& to);
// Returns the path in the form for a stream of the library's to open.
[[nodiscard]] std::filesystem::path stream_path(const std::string& path);

}  // namespace lockstep
