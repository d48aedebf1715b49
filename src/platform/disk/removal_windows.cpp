#include "platform/disk/removal_windows.h"

#include "platform/disk/entry_windows.h"
#include "platform/disk/handle_windows.h"
#include "platform/disk/readable_file_windows.h"
#include "platform/disk/renaming_windows.h"
#include "platform/disk/retrying_windows.h"

namespace lockstep {
namespace {

// FILE_DISPOSITION_INFORMATION_EX (ntddk.h).
constexpr ULONG kDelete = 0x01;
constexpr ULONG kPosix = 0x02;
constexpr ULONG kIgnoreReadOnly = 0x10;  // Windows 10 1809; for who may write attributes

NativeStatus remove_at_once(HANDLE entry) {
  for (ULONG flags : {kDelete | kPosix | kIgnoreReadOnly, kDelete | kPosix}) {
    const NativeStatus status =
        set_native(entry, FileInformation::disposition_extended, &flags, sizeof flags);
    if (!is_unknown(status)) return status;
  }
  return kNotSupported;
}

NativeStatus remove_when_closed(HANDLE entry) {
  BOOLEAN remove = TRUE;
  return set_native(entry, FileInformation::disposition, &remove, sizeof remove);
}

// Removes a read-only file, which the old way refuses; the attribute belongs to all names of a
// file. It is set back by this very handle: once the name is to be removed no other one is opened
// on it.
Result<void> remove_read_only(HANDLE entry) {
  FILE_BASIC_INFO basic{};
  if (GetFileInformationByHandleEx(entry, FileBasicInfo, &basic, sizeof basic) == 0) {
    return failure(last_error());
  }
  FILE_BASIC_INFO writable{};
  writable.FileAttributes = basic.FileAttributes & ~static_cast<DWORD>(FILE_ATTRIBUTE_READONLY);
  if (writable.FileAttributes == 0) writable.FileAttributes = FILE_ATTRIBUTE_NORMAL;
  if (auto set = set_basic_of(entry, writable); !set) return set;
  const NativeStatus status = remove_when_closed(entry);
  FILE_BASIC_INFO restored{};
  restored.FileAttributes = basic.FileAttributes;
  // The answer does not matter for a file that had no other name: nothing is left of it.
  static_cast<void>(set_basic_of(entry, restored));
  if (!succeeded(status)) return failure(native_error(status));
  return {};
}

}  // namespace

Result<void> remove_open(HANDLE entry) {
  NativeStatus status = retried([&] { return remove_at_once(entry); });
  if (status == kNotSupported) {
    status = retried([&] { return remove_when_closed(entry); });
  }
  if (status == kCannotDelete || status == kAccessDenied) {
    const auto look = look_at_open(entry);
    if (look && (look->attributes & FILE_ATTRIBUTE_READONLY) != 0) return remove_read_only(entry);
  }
  if (!succeeded(status)) return failure(native_error(status));
  return {};
}

Result<void> remove_entry(HANDLE folder, std::wstring_view name) {
  const auto entry = open_to_change(folder, name);
  if (!entry) return failure(entry.error());
  const auto look = look_at_open(entry->get());
  if (!look) return failure(look.error());
  if (look->kind == EntryKind::directory) {
    return failure(native_error(kIsADirectory));
  }
  return remove_open(entry->get());
}

Result<void> remove_folder(HANDLE folder, std::wstring_view name) {
  const auto entry = open_to_change(folder, name);
  if (!entry) return failure(entry.error());
  const auto look = look_at_open(entry->get());
  if (!look) return failure(look.error());
  if (look->kind != EntryKind::directory) return failure(os_error(ERROR_DIRECTORY));
  return remove_open(entry->get());
}

}  // namespace lockstep
