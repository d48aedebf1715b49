#include "platform/system/native_calls_windows.h"

#include <winternl.h>

namespace lockstep {
namespace {

constexpr NativeStatus kNotImplemented = static_cast<NativeStatus>(0xC0000002);
constexpr NativeStatus kInvalidInformationClass = static_cast<NativeStatus>(0xC0000003);
constexpr NativeStatus kInvalidParameter = static_cast<NativeStatus>(0xC000000D);
constexpr NativeStatus kInvalidDeviceRequest = static_cast<NativeStatus>(0xC0000010);
constexpr NativeStatus kInvalidLevel = static_cast<NativeStatus>(0xC0000148);
constexpr NativeStatus kNameInvalid = static_cast<NativeStatus>(0xC0000033);
constexpr NativeStatus kDeletePending = static_cast<NativeStatus>(0xC0000056);
constexpr NativeStatus kFileDeleted = static_cast<NativeStatus>(0xC0000123);
constexpr NativeStatus kTooManyOpen = static_cast<NativeStatus>(0xC000011F);

// Returns a function of ntdll's, or null if the system has none.
template <typename Function>
Function find(const char* name) {
  static const HMODULE library = GetModuleHandleW(L"ntdll.dll");
  // The cast goes through void* because GetProcAddress returns a pointer to no function in
  // particular.
  return reinterpret_cast<Function>(reinterpret_cast<void*>(GetProcAddress(library, name)));
}

using Query = NativeStatus(NTAPI*)(HANDLE, IO_STATUS_BLOCK*, void*, ULONG, int);
using Create = NativeStatus(NTAPI*)(HANDLE*, ACCESS_MASK, OBJECT_ATTRIBUTES*, IO_STATUS_BLOCK*,
                                    LARGE_INTEGER*, ULONG, ULONG, ULONG, ULONG, void*, ULONG);
using AskByName = NativeStatus(NTAPI*)(OBJECT_ATTRIBUTES*, IO_STATUS_BLOCK*, void*, ULONG, int);
using Flush = NativeStatus(NTAPI*)(HANDLE, ULONG, void*, ULONG, IO_STATUS_BLOCK*);
using ToWin32 = ULONG(NTAPI*)(NativeStatus);

// One name below a folder in the form that the system's object manager takes. It points to itself.
struct Address {
  Address(HANDLE folder, std::wstring_view name) {
    text.Buffer = const_cast<wchar_t*>(name.data());  // the call does not write to it
    text.Length = text.MaximumLength = static_cast<USHORT>(name.size() * sizeof(wchar_t));
    attributes.Length = sizeof attributes;
    attributes.RootDirectory = folder;
    attributes.ObjectName = &text;
    attributes.Attributes = OBJ_CASE_INSENSITIVE;
  }
  Address(const Address&) = delete;
  Address& operator=(const Address&) = delete;

  // True if the name's length in bytes fits in 16 bits, as the system has it.
  [[nodiscard]] static bool fits(std::wstring_view name) {
    return name.size() <= 0xFFFE / sizeof(wchar_t);
  }

  UNICODE_STRING text{};
  OBJECT_ATTRIBUTES attributes{};
};

}  // namespace

bool is_unknown(NativeStatus status) {
  return status == kNotImplemented || status == kInvalidInformationClass ||
         status == kInvalidParameter || status == kInvalidDeviceRequest ||
         status == kNotSupported || status == kInvalidLevel;
}

bool is_unknown_request(DWORD code) {
  return code == ERROR_INVALID_PARAMETER || code == ERROR_NOT_SUPPORTED ||
         code == ERROR_INVALID_FUNCTION || code == ERROR_INVALID_LEVEL ||
         code == ERROR_CALL_NOT_IMPLEMENTED;
}

Error native_error(NativeStatus status) {
  static const auto to_win32 = find<ToWin32>("RtlNtStatusToDosError");
  const auto code = static_cast<int>(to_win32(status));
  // Win32 has "Access is denied" for all of these.
  switch (status) {
    case kIsADirectory:
      return os_error(code, ErrorKind::is_a_directory);
    case kFileDeleted:
      return os_error(ERROR_FILE_NOT_FOUND);
    case kDeletePending:
      return os_error(ERROR_DELETE_PENDING, ErrorKind::busy);
    case kTooManyOpen:
      return os_error(code, ErrorKind::too_many_open);
    default:
      return os_error(code);
  }
}

NativeStatus open_native(const OpenRequest& request, OwnedHandle& opened) {
  static const auto create = find<Create>("NtCreateFile");
  if (!Address::fits(request.name)) return kNameInvalid;
  Address address(request.folder, request.name);
  IO_STATUS_BLOCK block{};
  HANDLE handle = nullptr;
  constexpr ULONG kWaits = FILE_SYNCHRONOUS_IO_NONALERT;
  const NativeStatus status = create(&handle, request.access | SYNCHRONIZE, &address.attributes,
                                     &block, nullptr, request.attributes, request.sharing,
                                     request.disposition, request.options | kWaits, nullptr, 0);
  if (succeeded(status)) opened = OwnedHandle(handle);
  return status;
}

NativeStatus query_native(HANDLE file, FileInformation what, void* buffer, std::size_t size) {
  static const auto query = find<Query>("NtQueryInformationFile");
  IO_STATUS_BLOCK block{};
  return query(file, &block, buffer, static_cast<ULONG>(size), static_cast<int>(what));
}

NativeStatus set_native(HANDLE file, FileInformation what, void* buffer, std::size_t size) {
  static const auto set = find<Query>("NtSetInformationFile");
  IO_STATUS_BLOCK block{};
  return set(file, &block, buffer, static_cast<ULONG>(size), static_cast<int>(what));
}

NativeStatus query_native_by_name(HANDLE folder, std::wstring_view name, FileInformation what,
                                  void* buffer, std::size_t size) {
  static const auto query = find<AskByName>("NtQueryInformationByName");
  if (query == nullptr) return kNotImplemented;
  if (!Address::fits(name)) return kNameInvalid;
  Address address(folder, name);
  IO_STATUS_BLOCK block{};
  return query(&address.attributes, &block, buffer, static_cast<ULONG>(size),
               static_cast<int>(what));
}

NativeStatus write_to_device_native(HANDLE file) {
  static const auto flush = find<Flush>("NtFlushBuffersFileEx");
  constexpr ULONG kWithoutDevice = 2;  // FLUSH_FLAGS_NO_SYNC
  IO_STATUS_BLOCK block{};
  return flush == nullptr ? kNotImplemented : flush(file, kWithoutDevice, nullptr, 0, &block);
}

NativeStatus query_native_volume(HANDLE file, VolumeInformation what, void* buffer,
                                 std::size_t size) {
  static const auto query = find<Query>("NtQueryVolumeInformationFile");
  IO_STATUS_BLOCK block{};
  return query(file, &block, buffer, static_cast<ULONG>(size), static_cast<int>(what));
}

}  // namespace lockstep
