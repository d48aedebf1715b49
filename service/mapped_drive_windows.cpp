#include "service/mapped_drive_windows.h"

#include <algorithm>
#include <optional>
#include <windows.h>
#include <winnetwk.h>

#include <fmt/format.h>

#include "platform/text_windows.h"

namespace lockstep {
namespace {

std::string with_backslashes(std::string_view path) {
  std::string text(path);
  std::replace(text.begin(), text.end(), '/', '\\');
  return text;
}

// What a mapped drive stands for; empty when the system does not say; none when it is no such
// drive.
std::optional<std::string> share_of(const std::string& path) {
  if (path.size() < 2 || path[1] != ':') return std::nullopt;
  const wchar_t drive[] = {static_cast<wchar_t>(path[0]), L':', L'\\', L'\0'};
  if (GetDriveTypeW(drive) != DRIVE_REMOTE) return std::nullopt;
  const wchar_t name[] = {drive[0], L':', L'\0'};
  wchar_t share[MAX_PATH] = {};
  DWORD size = MAX_PATH;
  if (WNetGetConnectionW(name, share, &size) != NO_ERROR) return std::string();
  return to_wtf8(share);
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
