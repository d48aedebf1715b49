// Conversions between our paths (the native bytes, on Windows UTF-8) and std::filesystem's, for the
// few files of our own.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace lockstep {

[[nodiscard]] inline std::filesystem::path native_path(std::string_view path) {
  return std::filesystem::path(std::u8string(path.begin(), path.end()));
}

// Returns the path with '/' between the names on every system.
[[nodiscard]] inline std::string from_native(const std::filesystem::path& path) {
  const std::u8string text = path.generic_u8string();
  return std::string(text.begin(), text.end());
}

}  // namespace lockstep
