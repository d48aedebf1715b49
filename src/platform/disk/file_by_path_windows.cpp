#include <windows.h>

#include "platform/disk/file_by_path.h"
#include "platform/disk/roots.h"
#include "platform/system/owned_handle_windows.h"
#include "platform/system/path_windows.h"
#include "platform/system/text_windows.h"

namespace lockstep {
namespace {

// Returns the text as it was written if it is no path of a file, such as "NUL".
std::wstring text_of(const std::string& path) {
  if (const auto absolute = absolute_path(path)) {
    if (auto text = system_path(*absolute)) return *std::move(text);
  }
  return to_utf16(path).value_or(std::wstring());
}

}  // namespace

PathKind path_kind(const std::string& path) {
  const DWORD attributes = GetFileAttributesW(text_of(path).c_str());
  if (attributes == INVALID_FILE_ATTRIBUTES) return PathKind::nothing;
  return (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ? PathKind::folder : PathKind::file;
}

std::uint64_t file_size(const std::string& path) {
  WIN32_FILE_ATTRIBUTE_DATA data{};
  if (GetFileAttributesExW(text_of(path).c_str(), GetFileExInfoStandard, &data) == 0) return 0;
  return (static_cast<std::uint64_t>(data.nFileSizeHigh) << 32) | data.nFileSizeLow;
}

Result<void> rename_file(const std::string& from, const std::string& to) {
  if (MoveFileExW(text_of(from).c_str(), text_of(to).c_str(), MOVEFILE_REPLACE_EXISTING) == 0)
    return failure(last_error());
  return {};
}

std::filesystem::path stream_path(const std::string& path) { return text_of(path); }

}  // namespace lockstep
