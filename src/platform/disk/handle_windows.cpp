#include "platform/disk/handle_windows.h"

#include <winioctl.h>

#include "platform/disk/entry_windows.h"

namespace lockstep {
namespace {

// Makes `request` on the handle itself and, if that lacks the access, on the entry opened once
// more. Files in the making have the access, and let nobody else in.
template <typename Request>
Result<void> with_access(HANDLE file, ACCESS_MASK access, Request request) {
  NativeStatus status = request(file);
  if (status == kAccessDenied) {
    const auto writable = reopen(file, access);
    if (!writable) return failure(writable.error());
    status = request(writable->get());
  }
  if (!succeeded(status)) return failure(native_error(status));
  return {};
}

// Sets compression by a request of its own; it takes effect on what is written afterwards.
Result<void> set_compression(HANDLE file, bool compressed) {
  return with_access(file, FILE_READ_DATA | FILE_WRITE_DATA, [&](HANDLE writable) {
    USHORT format = compressed ? COMPRESSION_FORMAT_DEFAULT : COMPRESSION_FORMAT_NONE;
    DWORD length = 0;
    if (DeviceIoControl(writable, FSCTL_SET_COMPRESSION, &format, sizeof format, nullptr, 0,
                        &length, nullptr) != 0) {
      return NativeStatus{0};
    }
    return GetLastError() == ERROR_ACCESS_DENIED ? kAccessDenied : kNotSupported;
  });
}

}  // namespace

Result<OwnedHandle> reopen(HANDLE file, ACCESS_MASK access, ULONG options) {
  OwnedHandle opened;
  const NativeStatus status = open_native({.folder = file,
                                           .access = access,
                                           .disposition = kOpenExisting,
                                           .options = kTheLinkItself | kForBackup | options},
                                          opened);
  if (!succeeded(status)) return failure(native_error(status));
  return opened;
}

Result<Entry> examine_open(HANDLE file, std::uint64_t volume) {
  return examine_handle(file, volume);
}

// -1 in a time would stop the system from keeping it; 0 leaves it as it is
// (FILE_BASIC_INFORMATION).
Result<void> set_basic_of(HANDLE file, FILE_BASIC_INFO basic) {
  return with_access(file, FILE_WRITE_ATTRIBUTES, [&](HANDLE writable) {
    return set_native(writable, FileInformation::basic, &basic, sizeof basic);
  });
}

Error owners_refused() {
  return Error(ErrorKind::permission_denied, "Owners are part of the security descriptor");
}

Result<void> set_mode_of(HANDLE file, std::uint16_t mode) {
  FILE_BASIC_INFO basic{};
  if (GetFileInformationByHandleEx(file, FileBasicInfo, &basic, sizeof basic) == 0) {
    return failure(last_error());
  }
  const auto now = basic.FileAttributes;
  const std::uint32_t wanted = attributes_of(mode);
  // A volume that can't compress gives back another mode than the one that was set, and is learnt
  // by that.
  if (((now ^ wanted) & FILE_ATTRIBUTE_COMPRESSED) != 0) {
    static_cast<void>(set_compression(file, (wanted & FILE_ATTRIBUTE_COMPRESSED) != 0));
  }
  // Links have no attributes of their own.
  if ((now & FILE_ATTRIBUTE_REPARSE_POINT) != 0) return {};
  const std::uint32_t settable =
      attributes_of(0777) & ~static_cast<DWORD>(FILE_ATTRIBUTE_COMPRESSED);
  const std::uint32_t kept =
      now & (FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_TEMPORARY | FILE_ATTRIBUTE_OFFLINE);
  FILE_BASIC_INFO change{};
  change.FileAttributes = (wanted & settable) | kept;
  // 0 would leave all attributes as they are.
  if (change.FileAttributes == 0) change.FileAttributes = FILE_ATTRIBUTE_NORMAL;
  return set_basic_of(file, change);
}

Result<void> set_modified_of(HANDLE file, Timestamp time) {
  FILE_BASIC_INFO change{};
  change.LastWriteTime.QuadPart = to_file_time(time);
  return set_basic_of(file, change);
}

}  // namespace lockstep
