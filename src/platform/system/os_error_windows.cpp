#include <string>
#include <windows.h>

#include "platform/system/os_error.h"
#include "platform/system/text_windows.h"

namespace lockstep {
namespace {

// Codes that mingw-w64's <winerror.h> does not name yet (Windows' own does).
constexpr DWORD kNoSuchDevice = 433;
constexpr DWORD kStoppedOnSymlink = 681;
constexpr DWORD kDiskQuotaExceeded = 1295;

// Returns the system's sentence in the user's language, without its full stop and line end.
std::string sentence(DWORD code) {
  constexpr DWORD kFlags =
      FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS | FORMAT_MESSAGE_MAX_WIDTH_MASK;
  wchar_t buffer[512];
  DWORD length = FormatMessageW(kFlags, nullptr, code, 0, buffer, 512, nullptr);
  while (length > 0 && (buffer[length - 1] <= L' ' || buffer[length - 1] == L'.')) {
    --length;
  }
  return length > 0 ? to_wtf8({buffer, length}) : "error " + std::to_string(code);
}

}  // namespace

// The meanings come from "System Error Codes"
// (learn.microsoft.com/windows/win32/debug/system-error-codes).
ErrorKind os_error_kind(int code) {
  switch (static_cast<DWORD>(code)) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
      return ErrorKind::not_found;
    case ERROR_ALREADY_EXISTS:
    case ERROR_FILE_EXISTS:
      return ErrorKind::already_exists;
    case ERROR_ACCESS_DENIED:
    case ERROR_PRIVILEGE_NOT_HELD:
    case ERROR_INVALID_OWNER:
    case ERROR_NETWORK_ACCESS_DENIED:
      return ErrorKind::permission_denied;
    case ERROR_DIRECTORY:  // "the directory name is invalid": the entry is no folder
      return ErrorKind::not_a_directory;
    case kStoppedOnSymlink:
      return ErrorKind::is_a_link;
    case ERROR_DIR_NOT_EMPTY:
      return ErrorKind::not_empty;
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
    case kDiskQuotaExceeded:
      return ErrorKind::no_space;
    case ERROR_WRITE_PROTECT:
      return ErrorKind::read_only;
    case ERROR_INVALID_NAME:
    case ERROR_BAD_PATHNAME:
    case ERROR_FILENAME_EXCED_RANGE:
    case ERROR_BUFFER_OVERFLOW:  // "the file name is too long"
      return ErrorKind::name_not_possible;
    case ERROR_FILE_TOO_LARGE:
      return ErrorKind::too_large;
    case ERROR_TOO_MANY_LINKS:
      return ErrorKind::too_many_links;
    case ERROR_TOO_MANY_OPEN_FILES:
      return ErrorKind::too_many_open;
    case ERROR_NOT_SUPPORTED:
    case ERROR_INVALID_FUNCTION:
    case ERROR_CALL_NOT_IMPLEMENTED:
    case ERROR_EAS_NOT_SUPPORTED:
      return ErrorKind::not_supported;
    case ERROR_NOT_SAME_DEVICE:
      return ErrorKind::cross_volume;
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
    case ERROR_USER_MAPPED_FILE:
    case ERROR_DELETE_PENDING:  // removed, but somebody still has it open
    case ERROR_BUSY:
      return ErrorKind::busy;
    case ERROR_OPERATION_ABORTED:
    case ERROR_CANCELLED:
      return ErrorKind::cancelled;
    case ERROR_NOT_READY:
    case ERROR_CRC:
    case ERROR_SEEK:
    case ERROR_GEN_FAILURE:
    case ERROR_READ_FAULT:
    case ERROR_WRITE_FAULT:
    case ERROR_IO_DEVICE:
    case ERROR_DEVICE_NOT_CONNECTED:
    case kNoSuchDevice:
    case ERROR_FILE_CORRUPT:
    case ERROR_DISK_CORRUPT:
    case ERROR_FILE_INVALID:  // the volume was changed from outside while the file was open
    case ERROR_BAD_NETPATH:
    case ERROR_BAD_NET_NAME:
    case ERROR_NETNAME_DELETED:
    case ERROR_NETWORK_BUSY:
    case ERROR_DEV_NOT_EXIST:
    case ERROR_UNEXP_NET_ERR:
    case ERROR_SEM_TIMEOUT:
    case ERROR_NETWORK_UNREACHABLE:
    case ERROR_HOST_UNREACHABLE:
    case ERROR_CONNECTION_ABORTED:
    case ERROR_CONNECTION_REFUSED:
      return ErrorKind::input_output;
    default:
      return ErrorKind::other;
  }
}

Error os_error(int code) { return os_error(code, os_error_kind(code)); }

Error os_error(int code, ErrorKind kind) {
  return Error(kind, sentence(static_cast<DWORD>(code)), code);
}

}  // namespace lockstep
