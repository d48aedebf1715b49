#include <algorithm>
#include <string_view>

#include "platform/disk/roots.h"
#include "platform/system/owned_handle_windows.h"
#include "platform/system/path_windows.h"
#include "platform/system/text_windows.h"

namespace lockstep {
namespace {

// Links are followed: the administrator's own link to a folder is one.
Result<OwnedHandle> open_path(const std::string& path, ACCESS_MASK access) {
  const auto text = system_path(path);
  if (!text) return failure(text.error());
  OwnedHandle opened(CreateFileW(text->c_str(), access,
                                 FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                 OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr));
  if (!opened.is_open()) return failure(last_error());
  return opened;
}

// Returns what the system makes of a relative path, or one without a volume ("\a", "D:a").
Result<std::string> full_path(const std::string& path) {
  const auto text = to_utf16(path);
  if (!text) return failure(ErrorKind::invalid, "Not a path");
  std::wstring full(MAX_PATH, L'\0');
  for (;;) {
    const DWORD length =
        GetFullPathNameW(text->c_str(), static_cast<DWORD>(full.size()), full.data(), nullptr);
    if (length == 0) return failure(last_error());
    const bool fits = length < full.size();
    full.resize(length);
    if (fits) return our_path(full);
  }
}

constexpr const char* kNoVolume = "Neither on a drive nor on a share";
constexpr std::string_view kVerbatim = "//?/";
constexpr std::string_view kVerbatimNetwork = "//?/UNC/";

bool is_network(std::string_view path) {
  return path.size() > kVerbatimNetwork.size() &&
         std::ranges::equal(
             path.substr(0, kVerbatimNetwork.size()), kVerbatimNetwork,
             [](char a, char b) { return (a >= 'a' && a <= 'z' ? a - 32 : a) == b; });
}

// Writes '/' for '\', and removes "//?/" if a drive or a share is left. Any other text stays as it
// is, and is no path of ours: "Volume{…}/a" alone would be a relative one.
std::string with_slashes(std::string path) {
  std::ranges::replace(path, '\\', '/');
  if (is_network(path)) return "//" + path.substr(kVerbatimNetwork.size());
  if (path.starts_with(kVerbatim) && root_length(path.substr(kVerbatim.size())) > 0)
    return path.substr(kVerbatim.size());
  return path;
}

}  // namespace

Result<std::string> absolute_path(const std::string& path) {
  if (path.empty() || path.find('\0') != std::string::npos) {
    return failure(ErrorKind::invalid, "Not a path");
  }
  std::string whole = with_slashes(path);
  // Only a relative path is left to the system: it would take away dots and blanks at the end of
  // names, and make devices of some ("NUL").
  if (root_length(whole) == 0) {
    if (whole.starts_with(kVerbatim)) return failure(ErrorKind::invalid, kNoVolume);
    auto full = full_path(whole);
    if (!full) return full;
    whole = std::move(*full);
  }
  const std::size_t root = root_length(whole);
  if (root == 0) return failure(ErrorKind::invalid, kNoVolume);
  std::string absolute = whole.substr(0, root);
  if (!absolute.ends_with('/')) absolute += '/';
  const std::size_t shortest = absolute.size();
  std::string_view rest = std::string_view(whole).substr(root);
  while (!rest.empty()) {
    const std::string_view name = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(name.size() + 1, rest.size()));
    // Unlike on Linux ".." goes by the text, as everywhere in Windows: in the path that the system
    // gets below, it would be a name like others.
    if (name == "..") {
      if (absolute.size() > shortest) absolute.resize(absolute.rfind('/', absolute.size() - 2) + 1);
    } else if (!name.empty() && name != ".") {
      absolute.append(name).append(1, '/');
    }
  }
  if (absolute.size() > shortest) absolute.pop_back();
  return absolute;
}

Result<std::string> real_path(const std::string& path) {
  const auto absolute = absolute_path(path);
  if (!absolute) return absolute;
  const auto opened = open_path(*absolute, FILE_READ_ATTRIBUTES);
  if (!opened) return failure(opened.error());
  std::wstring real(MAX_PATH, L'\0');
  for (;;) {
    const DWORD length =
        GetFinalPathNameByHandleW(opened->get(), real.data(), static_cast<DWORD>(real.size()),
                                  FILE_NAME_NORMALIZED | VOLUME_NAME_DOS);
    // Wine has no room for long ones, and no links that could be resolved.
    if (length == 0 && GetLastError() == ERROR_MORE_DATA) return absolute;
    if (length == 0) return failure(last_error());
    const bool fits = length < real.size();
    real.resize(length);
    if (fits) return our_path(real);
  }
}

}  // namespace lockstep
