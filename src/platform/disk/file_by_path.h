// Files of our own by path, whatever its length: what Windows is given without "\\?\" ends at 260
// characters, unless a setting of the system's says otherwise ("Maximum Path Length Limitation",
// learn.microsoft.com), and std::filesystem gives it as it is. Relative paths go by the working
// folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/result.h"

namespace lockstep {

enum class PathKind { nothing, file, folder };

// `nothing`, too, when it can't be told.
[[nodiscard]] PathKind path_kind(const std::string& path);
// 0 when it can't be told.
[[nodiscard]] std::uint64_t file_size(const std::string& path);
// Replaces a file that has the new name.
[[nodiscard]] Result<void> rename_file(const std::string& from, const std::string& to);
// For a stream of the library's to open.
[[nodiscard]] std::filesystem::path stream_path(const std::string& path);

}  // namespace lockstep
