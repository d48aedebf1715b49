#include "platform/disk/uncached_file_windows.h"

#include <algorithm>

#include "platform/disk/readable_file_windows.h"
#include "platform/disk/staged_file_windows.h"
#include "platform/disk/volume_windows.h"

namespace lockstep {
namespace {

constexpr ULONG kPastTheCache = 0x00000008;  // FILE_NO_INTERMEDIATE_BUFFERING

// FILE_FS_SECTOR_SIZE_INFORMATION of ntifs.h (Windows 8).
struct SectorSizes {
  ULONG logical;
  ULONG physical_for_atomicity;
  ULONG physical_for_performance;
  ULONG effective_for_atomicity;
  ULONG flags;
  ULONG alignment_offset;
  ULONG partition_offset;
};

Error refusal_or(const Error& error) {
  const auto code = error.system_code();
  return refuses_to_pass_the_cache(static_cast<DWORD>(code))
             ? os_error(code, ErrorKind::not_supported)
             : error;
}

}  // namespace

OpenRequest past_the_cache(OpenRequest request) {
  request.access &= ~ACCESS_MASK{FILE_APPEND_DATA};
  request.options = (request.options & ~kInOrder) | kPastTheCache;
  return request;
}

// The greatest size counts: the physical one is the one that costs nothing extra, while the system
// insists only on the logical one.
std::optional<std::size_t> sector_past_the_cache(HANDLE file) {
  if (is_remote_volume(file)) return std::nullopt;
  SectorSizes sizes{};
  if (succeeded(query_native_volume(file, VolumeInformation::sector_size, &sizes, sizeof sizes))) {
    return usable_sector(std::max({sizes.logical, sizes.physical_for_atomicity,
                                   sizes.physical_for_performance, sizes.effective_for_atomicity}));
  }
  VolumeSize size{};
  if (!succeeded(query_native_volume(file, VolumeInformation::size, &size, sizeof size))) {
    return std::nullopt;
  }
  return usable_sector(size.sector);
}

bool refuses_to_pass_the_cache(DWORD code) {
  switch (code) {
    case ERROR_INVALID_PARAMETER:  // the request is not aligned as this volume wants it
    case ERROR_INVALID_USER_BUFFER:
    case ERROR_NOACCESS:
    case ERROR_NOT_SUPPORTED:
    case ERROR_INVALID_FUNCTION:
    case ERROR_CALL_NOT_IMPLEMENTED:
    case ERROR_NO_SYSTEM_RESOURCES:  // the memory can't be kept in its place meanwhile
    case ERROR_WORKING_SET_QUOTA:
      return true;
    default:
      return false;
  }
}

UncachedFile::UncachedFile(HANDLE file, std::size_t sector)
    : sectors_(file), aligned_(sectors_, sector) {}

Result<std::size_t> UncachedFile::Sectors::read(std::uint64_t offset, std::span<std::byte> into) {
  return read_at(file_, offset, into).map_error(refusal_or);
}

Result<void> UncachedFile::Sectors::write(std::uint64_t offset, std::span<const std::byte> bytes) {
  return write_at(file_, offset, bytes).map_error(refusal_or);
}

Result<std::uint64_t> UncachedFile::Sectors::size() {
  LARGE_INTEGER size{};
  if (GetFileSizeEx(file_, &size) == 0) return failure(last_error());
  return static_cast<std::uint64_t>(size.QuadPart);
}

Result<void> UncachedFile::Sectors::set_size(std::uint64_t size) {
  return set_size_of(file_, size).map_error(refusal_or);
}

}  // namespace lockstep
