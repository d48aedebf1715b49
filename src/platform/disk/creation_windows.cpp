#include "platform/disk/creation_windows.h"

#include <cstring>
#include <vector>

#include "platform/disk/entry_windows.h"
#include "platform/disk/handle_windows.h"
#include "platform/disk/kept_basics_windows.h"
#include "platform/disk/readable_file_windows.h"
#include "platform/disk/removal_windows.h"
#include "platform/disk/reparse_windows.h"
#include "platform/system/native_calls_windows.h"
#include "platform/system/privileges_windows.h"

namespace lockstep {
namespace {

// FILE_LINK_INFORMATION (ntifs.h).
struct LinkHeader {
  ULONG flags;
  HANDLE folder;
  ULONG name_length;
};
constexpr std::size_t kNameAt = offsetof(LinkHeader, name_length) + sizeof(ULONG);

Result<void> link_open(HANDLE file, HANDLE folder, std::wstring_view name) {
  std::vector<std::uint64_t> buffer((sizeof(LinkHeader) + name.size() * sizeof(wchar_t)) / 8 + 1);
  const LinkHeader header{0, folder, static_cast<ULONG>(name.size() * sizeof(wchar_t))};
  auto* const bytes = reinterpret_cast<std::byte*>(buffer.data());
  std::memcpy(bytes, &header, kNameAt);
  std::memcpy(bytes + kNameAt, name.data(), name.size() * sizeof(wchar_t));
  const NativeStatus status =
      set_native(file, FileInformation::link, bytes, buffer.size() * sizeof buffer[0]);
  if (!succeeded(status)) return failure(native_error(status));
  return {};
}

}  // namespace

Result<void> create_directory_in(HANDLE folder, std::wstring_view name, std::uint16_t mode) {
  OwnedHandle created;
  const NativeStatus status = open_native({.folder = folder,
                                           .name = name,
                                           .access = FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES,
                                           .disposition = kCreateNew,
                                           .options = kDirectoryOnly | kTheLinkItself | kForBackup},
                                          created);
  if (!succeeded(status)) return failure(native_error(status));
  // A folder inherits compression, and starts with the attributes that the system thinks best.
  const auto look = look_at_open(created.get());
  if (!look) return failure(look.error());
  const auto wanted = mode_of(attributes_of(mode));
  return mode_of(look->attributes) == wanted ? Result<void>() : set_mode_of(created.get(), wanted);
}

Result<void> create_symlink_in(HANDLE folder, std::wstring_view name, const std::string& target) {
  const auto point = reparse_point_for(target);
  if (!point) return failure(point.error());
  static const bool enabled = enable_privilege(L"SeCreateSymbolicLinkPrivilege");
  // If the privilege is missing the system says so below.
  static_cast<void>(enabled);
  OwnedHandle created;
  const NativeStatus status = open_native(
      {.folder = folder,
       .name = name,
       .access = FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES | FILE_WRITE_DATA | DELETE,
       .disposition = kCreateNew,
       .options = (point->is_folder ? kDirectoryOnly : kNoDirectory) | kTheLinkItself | kForBackup},
      created);
  if (!succeeded(status)) return failure(native_error(status));
  auto written = write_target(created.get(), *point);
  if (!written) static_cast<void>(remove_open(created.get()));
  return written;
}

Result<void> create_hard_link_in(HANDLE existing_folder, std::wstring_view existing, HANDLE folder,
                                 std::wstring_view name) {
  OwnedHandle opened;
  const NativeStatus status = open_native(
      existing_entry(existing_folder, existing, FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES),
      opened);
  if (!succeeded(status)) return failure(native_error(status));
  BasicsFile file(opened);
  return keeping_basics(file, [&] { return link_open(opened.get(), folder, name); });
}

}  // namespace lockstep
