#include "service/registration/mapped_drive_windows.h"

#include <algorithm>
#include <bit>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <windows.h>
#include <winnetwk.h>

#include <fmt/format.h>

#include "platform/system/text_windows.h"

namespace lockstep {
namespace {

std::string with_backslashes(std::string_view path) {
  std::string text(path);
  std::replace(text.begin(), text.end(), '/', '\\');
  return text;
}

constexpr DWORD kLongestShare = 1024;

// Returns the share of a connected drive. The program does not link this library, since that may
// bring along the libraries of windows (command_line_windows.h).
std::string connected_share(wchar_t letter) {
  const HMODULE library = LoadLibraryExW(L"mpr.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
  if (library == nullptr) return {};
  const std::unique_ptr<std::remove_pointer_t<HMODULE>, decltype(&FreeLibrary)> freed(library,
                                                                                      FreeLibrary);
  const auto ask =
      std::bit_cast<decltype(&WNetGetConnectionW)>(GetProcAddress(library, "WNetGetConnectionW"));
  const wchar_t name[] = {letter, L':', L'\0'};
  wchar_t share[kLongestShare] = {};
  DWORD size = kLongestShare;
  if (ask == nullptr || ask(name, share, &size) != NO_ERROR) return {};
  return to_wtf8(share);
}

// Returns the share that the user has mapped for good. A prompt that runs as administrator sees no
// drive there: it is another session than that which mapped it ("Mapped drives are not available
// from an elevated prompt", learn.microsoft.com).
std::optional<std::string> remembered_share(wchar_t letter) {
  const std::wstring key = std::wstring(L"Network\\") + letter;
  wchar_t share[kLongestShare] = {};
  DWORD size = sizeof share;
  if (RegGetValueW(HKEY_CURRENT_USER, key.c_str(), L"RemotePath", RRF_RT_REG_SZ, nullptr, share,
                   &size) != ERROR_SUCCESS) {
    return std::nullopt;
  }
  return to_wtf8(share);
}

// Returns the share that a mapped drive stands for; empty if the system does not say; none if it is
// no such drive.
std::optional<std::string> share_of(const std::string& path) {
  if (path.size() < 2 || path[1] != ':') return std::nullopt;
  const auto letter = static_cast<wchar_t>(path[0]);
  const wchar_t drive[] = {letter, L':', L'\\', L'\0'};
  switch (GetDriveTypeW(drive)) {
    case DRIVE_REMOTE:
      return connected_share(letter);
    case DRIVE_NO_ROOT_DIR:
      return remembered_share(letter);
    default:
      return std::nullopt;
  }
}

Result<void> refuse(const std::string& path) {
  const auto share = share_of(path);
  if (!share) return {};
  return failure(ErrorKind::invalid, mapped_drive_sentence(path, *share));
}

}  // namespace

std::string mapped_drive_sentence(std::string_view path, std::string_view share) {
  const std::string rest = with_backslashes(path.substr(2));
  return fmt::format(
      "'{}' lies on a drive that a user mapped, which the service does not see: write the UNC path "
      "'{}{}'",
      with_backslashes(path), share.empty() ? R"(\\SERVER\SHARE)" : share, rest);
}

Result<void> refuse_mapped_drives(const Settings& settings, const std::string& configuration) {
  for (const JobSettings& job : settings.jobs) {
    for (const std::string* path : {&job.source, &job.replica}) {
      if (auto fine = refuse(*path); !fine) return fine;
    }
  }
  for (const std::string* path :
       {&configuration, &settings.service.state_folder, &settings.log.file}) {
    if (auto fine = refuse(*path); !fine) return fine;
  }
  return {};
}

}  // namespace lockstep
