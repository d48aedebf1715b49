// The calls of ntdll that work relative to an open folder, for which Win32 has none. All are
// documented (learn.microsoft.com, "Windows Drivers", ntifs.h) and have been there since Windows
// NT; those of later versions return not_supported on a system that lacks them.
#pragma once

#include <cstdint>
#include <string_view>
#include <windows.h>

#include "platform/system/owned_handle_windows.h"

namespace lockstep {

// The answer to a call: an NTSTATUS.
using NativeStatus = std::int32_t;

constexpr NativeStatus kBufferOverflow = static_cast<NativeStatus>(0x80000005);
constexpr NativeStatus kEndOfFile = static_cast<NativeStatus>(0xC0000011);
constexpr NativeStatus kAccessDenied = static_cast<NativeStatus>(0xC0000022);
constexpr NativeStatus kNameCollision = static_cast<NativeStatus>(0xC0000035);
constexpr NativeStatus kSharingViolation = static_cast<NativeStatus>(0xC0000043);
constexpr NativeStatus kNotSupported = static_cast<NativeStatus>(0xC00000BB);
constexpr NativeStatus kNotADirectory = static_cast<NativeStatus>(0xC0000103);
constexpr NativeStatus kIsADirectory = static_cast<NativeStatus>(0xC00000BA);
constexpr NativeStatus kCannotDelete = static_cast<NativeStatus>(0xC0000121);

[[nodiscard]] constexpr bool succeeded(NativeStatus status) { return status >= 0; }

// True if the status says that the system or the volume knows no such request.
[[nodiscard]] bool is_unknown(NativeStatus status);
// Tells the same of a code of GetLastError().
[[nodiscard]] bool is_unknown_request(DWORD code);

// Returns the error with the sentence that Win32 has for it.
[[nodiscard]] Error native_error(NativeStatus status);

// Classes of information (FILE_INFORMATION_CLASS), by the numbers that the system knows.
enum class FileInformation : int {
  basic = 4,
  rename = 10,
  link = 11,
  disposition = 13,
  mode = 16,
  all = 18,
  attribute_tag = 35,
  id = 59,                    // Windows 8
  disposition_extended = 64,  // Windows 10 1607
  rename_extended = 65,       // Windows 10 1607
  status = 68,                // Windows 10 1607: FILE_STAT_INFORMATION
};

struct OpenRequest {
  HANDLE folder = nullptr;
  std::wstring_view name = {};  // the folder itself, opened once more, if this is empty
  ACCESS_MASK access = 0;
  ULONG sharing = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
  ULONG disposition = 0;
  ULONG options = 0;
  ULONG attributes = FILE_ATTRIBUTE_NORMAL;
};

// Values of OpenRequest::disposition and ::options (NtCreateFile).
constexpr ULONG kOpenExisting = 1;
constexpr ULONG kCreateNew = 2;
constexpr ULONG kDirectoryOnly = 0x00000001;
constexpr ULONG kInOrder = 0x00000004;  // FILE_SEQUENTIAL_ONLY
constexpr ULONG kNoDirectory = 0x00000040;
// Passes over access lists, as far as the process has the privilege.
constexpr ULONG kForBackup = 0x00004000;
constexpr ULONG kTheLinkItself = 0x00200000;  // FILE_OPEN_REPARSE_POINT
constexpr ULONG kNoRecall = 0x00400000;

// Returns the request for what has this name in the folder: a link itself, not what it leads to,
// and nothing is fetched from elsewhere.
[[nodiscard]] constexpr OpenRequest existing_entry(HANDLE folder, std::wstring_view name,
                                                   ACCESS_MASK access) {
  return {.folder = folder,
          .name = name,
          .access = access,
          .disposition = kOpenExisting,
          .options = kTheLinkItself | kForBackup | kNoRecall};
}

// Opens a file for calls that wait; SYNCHRONIZE is added to the access.
[[nodiscard]] NativeStatus open_native(const OpenRequest& request, OwnedHandle& opened);
// Opens as open_native does. Tests pass one that refuses.
using OpenNative = NativeStatus (*)(const OpenRequest&, OwnedHandle&);

[[nodiscard]] NativeStatus query_native(HANDLE file, FileInformation what, void* buffer,
                                        std::size_t size);
[[nodiscard]] NativeStatus set_native(HANDLE file, FileInformation what, void* buffer,
                                      std::size_t size);
// Queries as query_native does. Tests pass one that answers for other volumes.
using QueryNative = NativeStatus (*)(HANDLE, FileInformation, void*, std::size_t);
// Queries a name without opening it (Windows 10 1703).
[[nodiscard]] NativeStatus query_native_by_name(HANDLE folder, std::wstring_view name,
                                                FileInformation what, void* buffer,
                                                std::size_t size);
using QueryByName = NativeStatus (*)(HANDLE, std::wstring_view, FileInformation, void*,
                                     std::size_t);

// Writes what the system's cache holds of a file to the disk, and leaves the disk's own cache
// alone: NtFlushBuffersFileEx with FLUSH_FLAGS_NO_SYNC (Windows 8; not all volumes).
[[nodiscard]] NativeStatus write_to_device_native(HANDLE file);

enum class VolumeInformation : int {
  volume = 1,
  size = 3,
  device = 4,
  attribute = 5,
  sector_size = 11,
};
// FILE_FS_SIZE_INFORMATION of ntifs.h.
struct VolumeSize {
  LARGE_INTEGER total;
  LARGE_INTEGER available;
  ULONG sectors;  // in a cluster
  ULONG sector;
};

[[nodiscard]] NativeStatus query_native_volume(HANDLE file, VolumeInformation what, void* buffer,
                                               std::size_t size);

}  // namespace lockstep
