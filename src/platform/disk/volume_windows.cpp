#include "platform/disk/volume_windows.h"

#include <algorithm>
#include <cstdio>

#include "platform/disk/entry_windows.h"
#include "platform/system/native_calls_windows.h"
#include "platform/system/text_windows.h"

namespace lockstep {
namespace {

// The size from which files are written past the cache. Unbuffered copies are "recommended for
// large files" (robocopy /J) and "for very large file copies" (CopyFile2, COPY_FILE_NO_BUFFERING;
// both learn.microsoft.com): the cache would keep nothing of them that is asked for again, and give
// up for them what is. A smaller file gains more by being read ahead and written behind.
constexpr std::uint64_t kLarge = 256ULL * 1024 * 1024;

constexpr ULONG kRemoteDevice = 0x10;  // FILE_REMOTE_DEVICE

// FILE_FS_DEVICE_INFORMATION of ntifs.h.
struct DeviceInformation {
  ULONG type;
  ULONG characteristics;
};

// Returns "\\?\Volume{GUID}", which stays with a volume whatever letter it is given; empty for
// shares, and if the system does not tell.
std::wstring guid_path(HANDLE folder) {
  std::wstring path(MAX_PATH, L'\0');
  for (;;) {
    const DWORD length = GetFinalPathNameByHandleW(
        folder, path.data(), static_cast<DWORD>(path.size()), VOLUME_NAME_GUID);
    if (length == 0) return {};
    const bool fits = length < path.size();
    path.resize(length);
    if (fits) break;
  }
  const std::size_t end = path.find(L'}');
  return path.starts_with(L"\\\\?\\Volume{") && end != std::wstring::npos ? path.substr(0, end + 1)
                                                                          : std::wstring();
}

}  // namespace

bool is_remote_volume(HANDLE file) {
  DeviceInformation device{};
  return succeeded(query_native_volume(file, VolumeInformation::device, &device, sizeof device)) &&
         (device.characteristics & kRemoteDevice) != 0;
}

bool is_ntfs(HANDLE file) {
  wchar_t type[MAX_PATH + 1] = L"";
  return GetVolumeInformationByHandleW(file, nullptr, 0, nullptr, nullptr, nullptr, type,
                                       MAX_PATH + 1) != 0 &&
         std::wstring_view(type) == L"NTFS";
}

// "fastfat", Microsoft's samples of drivers: FatCommonSetInformation, FatQueryBasicInfo.
bool has_fixed_roots(std::string_view type) { return type.starts_with("fat") || type == "exfat"; }

bool is_root_path(std::wstring_view path, bool remote) {
  if (!path.starts_with(L'\\')) return false;
  path.remove_prefix(1);
  if (path.ends_with(L'\\')) path.remove_suffix(1);
  const auto separators = std::ranges::count(path, L'\\');
  return remote ? separators == 1 : path.empty();
}

// The path is asked for as it was opened, since not every volume knows normalized names. One that
// does not fit the buffer is no root.
bool is_volume_root(HANDLE folder) {
  wchar_t path[2 * MAX_PATH];
  constexpr DWORD kRoom = sizeof path / sizeof path[0];
  const DWORD length =
      GetFinalPathNameByHandleW(folder, path, kRoom, FILE_NAME_OPENED | VOLUME_NAME_NONE);
  return length > 0 && length < kRoom && is_root_path({path, length}, is_remote_volume(folder));
}

Result<Volume> volume_of(HANDLE folder) {
  wchar_t type[MAX_PATH + 1] = L"";
  DWORD serial = 0;
  DWORD longest_name = 0;
  DWORD flags = 0;
  if (GetVolumeInformationByHandleW(folder, nullptr, 0, &serial, &longest_name, &flags, type,
                                    MAX_PATH + 1) == 0) {
    return failure(last_error());
  }
  const auto device = volume_of_handle(folder);
  if (!device) return failure(device.error());
  Volume volume;
  volume.type = to_wtf8(type);
  for (char& letter : volume.type) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  volume.device = *device;
  volume.remote = is_remote_volume(folder);
  // A volume may take such names from a call as low as ours; other programs could then neither open
  // nor remove them.
  volume.names = {.no_reserved_characters = true,
                  .no_trailing_dots = true,
                  .no_trailing_spaces = true,
                  .no_device_names = true};
  volume.ignores_case = true;
  volume.renames_change_ctime = volume.type == "ntfs";
  volume.lasting_numbers =
      !volume.remote && (volume.type == "ntfs" || volume.type == "refs");
  volume.fixed_roots = has_fixed_roots(volume.type);
  volume.reserving_pays = volume.type == "ntfs" && !volume.remote;
  if (!volume.remote && (volume.type == "ntfs" || volume.type == "refs")) {
    volume.past_the_cache = {.from = kLarge, .but_modes = mode_of(FILE_ATTRIBUTE_COMPRESSED)};
    volume.past_the_cache.but_modes &= static_cast<std::uint16_t>(~mode_of(0));
  }
  if (volume.remote) volume.type = "smb." + volume.type;
  // The serial number is written when a volume is formatted, and so is the GUID's disk and place:
  // a volume that was formatted anew is another one.
  char number[16];
  std::snprintf(number, sizeof number, "%04lx-%04lx", serial >> 16U, serial & 0xFFFFU);
  const std::wstring guid = guid_path(folder);
  volume.identity = volume.type + ":" + number;
  if (!guid.empty()) volume.identity += ":" + to_wtf8(guid.substr(guid.find(L'{')));
  return volume;
}

std::string describe_volume_of(HANDLE folder) {
  wchar_t label[MAX_PATH + 1] = L"";
  wchar_t type[MAX_PATH + 1] = L"";
  DWORD serial = 0;
  if (GetVolumeInformationByHandleW(folder, label, MAX_PATH + 1, &serial, nullptr, nullptr, type,
                                    MAX_PATH + 1) == 0) {
    return {};
  }
  char number[16];
  std::snprintf(number, sizeof number, "%04lX-%04lX", serial >> 16U, serial & 0xFFFFU);
  const std::string facts = to_wtf8(type) + ", serial number " + number;
  return *label == L'\0' ? facts : "'" + to_wtf8(label) + "' (" + facts + ")";
}

// NTFS counts in a file's number how often that was given out. The time of creation is left out:
// programs may set it, as this one does when it makes a replica.
Result<std::string> lasting_identity_of(HANDLE folder) {
  BY_HANDLE_FILE_INFORMATION now{};
  if (GetFileInformationByHandle(folder, &now) == 0) return failure(last_error());
  char text[64];
  std::snprintf(text, sizeof text, "%08lx%08lx", now.nFileIndexHigh, now.nFileIndexLow);
  return std::string(text);
}

Result<void> flush_volume_of(HANDLE folder) {
  const std::wstring guid = guid_path(folder);
  if (guid.empty()) return failure(os_error(ERROR_NOT_SUPPORTED));
  // A volume's own handle flushes all that is open on it (FlushFileBuffers); it takes an
  // administrator to open one for writing.
  const OwnedHandle volume(CreateFileW(guid.c_str(), GENERIC_WRITE,
                                       FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, OPEN_EXISTING,
                                       0, nullptr));
  if (!volume.is_open()) {
    return failure(os_error(static_cast<int>(GetLastError()), ErrorKind::not_supported));
  }
  if (FlushFileBuffers(volume.get()) == 0) return failure(last_error());
  return {};
}

}  // namespace lockstep
