// Our paths (the native bytes; Windows: UTF-8) as std::filesystem wants them, for the few files of
// our own.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace lockstep {

[[nodiscard]] inline std::filesystem::path native_path(std::string_view path) {
  return std::filesystem::path(std::u8string(path.begin(), path.end()));
}

// With '/' between the names on every system.
[[nodiscard]] inline std::string from_native(const std::filesystem::path& path) {
  const std::u8string text = path.generic_u8string();
  return std::string(text.begin(), text.end());
}

}  // namespace lockstep
