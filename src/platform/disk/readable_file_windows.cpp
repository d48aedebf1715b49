#include "platform/disk/readable_file_windows.h"

#include <algorithm>
#include <winioctl.h>

#include "platform/disk/entry_windows.h"
#include "platform/disk/retrying_windows.h"

namespace lockstep {
namespace {

class WindowsReadableFile final : public WindowsHandle<ReadableFile> {
 public:
  using WindowsHandle::WindowsHandle;

  [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) override {
    return read_at(system_handle(), offset, into);
  }
  [[nodiscard]] Result<std::optional<Extent>> next_data(std::uint64_t offset) override {
    return next_data_of(system_handle(), offset);
  }
};

Error no_regular_file() { return Error(ErrorKind::changed, "It is no regular file any more"); }

}  // namespace

Error link_error() { return Error(ErrorKind::is_a_link, "It is a link"); }

Result<std::size_t> read_at(HANDLE file, std::uint64_t offset, std::span<std::byte> into) {
  // The call gets its offset here, and nobody uses the handle's own position.
  OVERLAPPED place{};
  place.Offset = static_cast<DWORD>(offset);
  place.OffsetHigh = static_cast<DWORD>(offset >> 32U);
  constexpr std::size_t kMost = 1U << 30U;
  DWORD count = 0;
  if (ReadFile(file, into.data(), static_cast<DWORD>(std::min(into.size(), kMost)), &count,
               &place) != 0) {
    return count;
  }
  if (GetLastError() == ERROR_HANDLE_EOF) return 0U;
  return failure(last_error());
}

Result<std::optional<Extent>> next_data_of(HANDLE file, std::uint64_t offset) {
  LARGE_INTEGER size{};
  if (GetFileSizeEx(file, &size) == 0) return failure(last_error());
  const auto end = static_cast<std::uint64_t>(size.QuadPart);
  if (offset >= end) return std::nullopt;
  FILE_ALLOCATED_RANGE_BUFFER asked{};
  asked.FileOffset.QuadPart = static_cast<LONGLONG>(offset);
  asked.Length.QuadPart = static_cast<LONGLONG>(end - offset);
  FILE_ALLOCATED_RANGE_BUFFER found{};
  DWORD length = 0;
  // One range at a time: ERROR_MORE_DATA says that there are others.
  if (DeviceIoControl(file, FSCTL_QUERY_ALLOCATED_RANGES, &asked, sizeof asked, &found,
                      sizeof found, &length, nullptr) == 0 &&
      GetLastError() != ERROR_MORE_DATA) {
    return Extent{offset, end - offset};
  }
  if (length < sizeof found) return std::nullopt;
  const auto start = std::max(static_cast<std::uint64_t>(found.FileOffset.QuadPart), offset);
  const std::uint64_t stop =
      std::min(static_cast<std::uint64_t>(found.FileOffset.QuadPart + found.Length.QuadPart), end);
  if (stop <= start) return std::nullopt;
  return Extent{start, stop - start};
}

Result<Look> look_at_open(HANDLE file, QueryNative query) {
  FILE_ATTRIBUTE_TAG_INFO tag{};
  NativeStatus status = query(file, FileInformation::attribute_tag, &tag, sizeof tag);
  // FAT and exFAT, which have no reparse points, do not know this question.
  if (is_unknown(status)) {
    FILE_BASIC_INFO basic{};
    status = query(file, FileInformation::basic, &basic, sizeof basic);
    tag = {basic.FileAttributes, 0};
  }
  if (!succeeded(status)) return failure(native_error(status));
  Facts facts;
  facts.attributes = tag.FileAttributes;
  facts.reparse_tag = tag.ReparseTag;
  const bool is_reparse_point = (tag.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
  return Look{to_entry(facts, 0).kind, is_reparse_point, tag.FileAttributes};
}

Result<std::unique_ptr<ReadableFile>> open_readable_file(HANDLE folder, std::wstring_view name,
                                                         RootTraits root) {
  const ACCESS_MASK reading = FILE_READ_DATA | attribute_access(root);
  OwnedHandle opened;
  // The file is read in order: pages that were read are the first that the system's cache gives up
  // again, and a large copy does not push out what others need.
  const NativeStatus status = retried([&] {
    return open_native({.folder = folder,
                        .name = name,
                        .access = reading,
                        .disposition = kOpenExisting,
                        .options = kTheLinkItself | kForBackup | kInOrder},
                       opened);
  });
  if (!succeeded(status)) return failure(native_error(status));
  const auto look = look_at_open(opened.get());
  if (!look) return failure(look.error());
  if (look->kind == EntryKind::symlink) return failure(link_error());
  if (look->kind != EntryKind::file) return failure(no_regular_file());
  // A file whose content is kept in another way (deduplication, cloud) is read through its filter:
  // the very same file once more, without asking for the reparse point itself.
  if (look->is_reparse_point) {
    OwnedHandle whole;
    const NativeStatus again = open_native({.folder = opened.get(),
                                            .access = reading,
                                            .disposition = kOpenExisting,
                                            .options = kForBackup | kNoDirectory | kInOrder},
                                           whole);
    if (!succeeded(again)) return failure(native_error(again));
    opened = std::move(whole);
  }
  return std::make_unique<WindowsReadableFile>(
      std::make_shared<const OwnedHandle>(std::move(opened)), root);
}

}  // namespace lockstep
