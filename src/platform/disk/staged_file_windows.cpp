#include "platform/disk/staged_file_windows.h"

#include <algorithm>
#include <atomic>
#include <winioctl.h>

#include "platform/disk/block_clone_windows.h"
#include "platform/disk/entry_windows.h"
#include "platform/disk/kept_basics_windows.h"
#include "platform/disk/readable_file_windows.h"
#include "platform/disk/removal_windows.h"
#include "platform/disk/renaming_windows.h"
#include "platform/disk/volume_windows.h"
#include "platform/system/name_windows.h"

namespace lockstep {
namespace {

class WindowsStagedFile final : public WindowsHandle<StagedFile> {
 public:
  // With a sector's size `file` is open past the cache.
  WindowsStagedFile(SharedHandle folder, OwnedHandle file, RootTraits root,
                    std::wstring_view temporary, std::optional<std::size_t> sector)
      : WindowsHandle(std::make_shared<const OwnedHandle>(std::move(file)), root),
        folder_(std::move(folder)),
        temporary_(temporary) {
    if (sector) uncached_.emplace(system_handle(), *sector);
  }
  WindowsStagedFile(const WindowsStagedFile&) = delete;
  WindowsStagedFile& operator=(const WindowsStagedFile&) = delete;

  // Somebody may have given our file another name, and another file this one: neither is ours to
  // remove.
  ~WindowsStagedFile() override {
    if (system_handle() != nullptr && is_still_ours()) {
      static_cast<void>(remove_open(system_handle()));
    }
  }

  [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) override {
    return uncached_ ? uncached_->content().read(offset, into)
                     : read_at(system_handle(), offset, into);
  }
  [[nodiscard]] Result<std::optional<Extent>> next_data(std::uint64_t offset) override {
    return next_data_of(system_handle(), offset);
  }
  [[nodiscard]] Result<void> clone(ReadableFile& source) override {
    const HANDLE from = handle_behind(source);
    if (from == nullptr) return failure(ErrorKind::cross_volume);
    const auto size = clone_blocks(from, system_handle());
    if (!size) return failure(size.error());
    end_ = *size;
    return {};
  }
  [[nodiscard]] Result<void> reserve(std::uint64_t size) override {
    // A compressed file may need much less.
    FILE_BASIC_INFO basic{};
    if (GetFileInformationByHandleEx(system_handle(), FileBasicInfo, &basic, sizeof basic) == 0 ||
        (basic.FileAttributes & FILE_ATTRIBUTE_COMPRESSED) != 0) {
      return failure(os_error(ERROR_NOT_SUPPORTED));
    }
    FILE_ALLOCATION_INFO room{};
    room.AllocationSize.QuadPart = static_cast<LONGLONG>(size);
    if (SetFileInformationByHandle(system_handle(), FileAllocationInfo, &room, sizeof room) != 0)
      return {};
    const DWORD code = GetLastError();
    return failure(code == ERROR_DISK_FULL
                       ? os_error(static_cast<int>(code))
                       : os_error(static_cast<int>(code), ErrorKind::not_supported));
  }
  // One call copies a block, so that the caller can stop before the next one, and keep to a pace.
  [[nodiscard]] Result<std::uint64_t> copy_range(ReadableFile& source, Extent range) override {
    if (!uncached_) return failure(os_error(ERROR_NOT_SUPPORTED));
    SectorMemory memory;
    const auto block = memory.bytes().first(
        static_cast<std::size_t>(std::min<std::uint64_t>(range.length, SectorMemory::kSize)));
    const auto got = source.read(range.offset, block);
    if (!got) return failure(got.error());
    if (*got == 0) return 0;
    if (auto written = write(range.offset, block.first(*got)); !written) {
      return failure(written.error());
    }
    return *got;
  }

  [[nodiscard]] Result<void> write(std::uint64_t offset,
                                   std::span<const std::byte> bytes) override {
    if (offset > end_) allow_holes();
    auto written = uncached_ ? uncached_->content().write(offset, bytes)
                             : write_at(system_handle(), offset, bytes);
    if (written) end_ = std::max(end_.load(), offset + bytes.size());
    return written;
  }

  [[nodiscard]] Result<void> set_size(std::uint64_t size) override {
    if (size > end_) allow_holes();
    auto sized =
        uncached_ ? uncached_->content().set_size(size) : set_size_of(system_handle(), size);
    if (sized) end_ = size;
    return sized;
  }

  [[nodiscard]] Result<void> flush() override {
    if (FlushFileBuffers(system_handle()) == 0) return failure(last_error());
    return {};
  }

  [[nodiscard]] Result<void> write_to_device() override {
    // ReFS is not among those that promise this (NtFlushBuffersFileEx, learn.microsoft.com), and
    // may let the call pass.
    if (!is_ntfs(system_handle())) return failure(os_error(ERROR_NOT_SUPPORTED));
    const NativeStatus status = write_to_device_native(system_handle());
    if (is_unknown(status)) return failure(os_error(ERROR_NOT_SUPPORTED));
    if (!succeeded(status)) return failure(native_error(status));
    return {};
  }

  // The handle is closed at once: as long as it is open nobody else can open the file.
  [[nodiscard]] Result<void> publish(Name name, Overwrite overwrite) override {
    return with(name, [&](std::wstring_view text) {
      BasicsFile file(system_handle(), [this] { close(); });
      return keeping_basics(
          file, [&] { return rename_open(system_handle(), folder_->get(), text, overwrite); });
    });
  }

 private:
  // Makes the file sparse. Otherwise NTFS would write zeros where nothing was written; volumes that
  // have no holes refuse, and do just that.
  void allow_holes() {
    DWORD length = 0;
    DeviceIoControl(system_handle(), FSCTL_SET_SPARSE, nullptr, 0, nullptr, 0, &length, nullptr);
  }

  [[nodiscard]] bool is_still_ours() const {
    const auto named = examine_name(folder_->get(), temporary_, volume_number());
    const auto opened = examine();
    return named && opened && named->identity == opened->identity;
  }

  SharedHandle folder_;
  std::wstring temporary_;
  std::atomic<std::uint64_t> end_ = 0;  // the end of what was written, or the size that was set
  std::optional<UncachedFile> uncached_;
};

// Returns none for a compressed or encrypted folder, whose new files become that themselves.
std::optional<std::size_t> sector_for_files_in(HANDLE folder) {
  const auto look = look_at_open(folder);
  constexpr DWORD kInherited = FILE_ATTRIBUTE_COMPRESSED | FILE_ATTRIBUTE_ENCRYPTED;
  if (!look || (look->attributes & kInherited) != 0) return std::nullopt;
  return sector_past_the_cache(folder);
}

}  // namespace

Result<void> write_at(HANDLE file, std::uint64_t offset, std::span<const std::byte> bytes) {
  constexpr std::size_t kMost = 1U << 30U;
  while (!bytes.empty()) {
    OVERLAPPED place{};
    place.Offset = static_cast<DWORD>(offset);
    place.OffsetHigh = static_cast<DWORD>(offset >> 32U);
    DWORD count = 0;
    if (WriteFile(file, bytes.data(), static_cast<DWORD>(std::min(bytes.size(), kMost)), &count,
                  &place) == 0) {
      return failure(last_error());
    }
    if (count == 0) return failure(os_error(ERROR_WRITE_FAULT));
    offset += count;
    bytes = bytes.subspan(count);
  }
  return {};
}

Result<void> set_size_of(HANDLE file, std::uint64_t size) {
  FILE_END_OF_FILE_INFO end{};
  end.EndOfFile.QuadPart = static_cast<LONGLONG>(size);
  if (SetFileInformationByHandle(file, FileEndOfFileInfo, &end, sizeof end) == 0) {
    return failure(last_error());
  }
  return {};
}

Result<std::unique_ptr<StagedFile>> stage_named_in(const SharedHandle& folder,
                                                   std::wstring_view temporary, RootTraits root,
                                                   Caching caching, OpenNative open) {
  const OpenRequest usual = {.folder = folder->get(),
                             .name = temporary,
                             .access = FILE_GENERIC_READ | FILE_GENERIC_WRITE | DELETE,
                             .sharing = FILE_SHARE_DELETE,
                             .disposition = kCreateNew,
                             .options = kNoDirectory | kTheLinkItself | kForBackup | kInOrder};
  OwnedHandle file;
  auto sector = caching == Caching::none ? sector_for_files_in(folder->get()) : std::nullopt;
  NativeStatus status = open(sector ? past_the_cache(usual) : usual, file);
  if (sector && is_unknown(status)) {
    sector.reset();
    status = open(usual, file);
  }
  if (!succeeded(status)) return failure(native_error(status));
  return std::make_unique<WindowsStagedFile>(folder, std::move(file), root, temporary, sector);
}

}  // namespace lockstep
