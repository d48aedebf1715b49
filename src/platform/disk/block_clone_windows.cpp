#include "platform/disk/block_clone_windows.h"

#include <algorithm>
#include <optional>
#include <winioctl.h>

#include "platform/disk/entry_windows.h"
#include "platform/system/native_calls_windows.h"

namespace lockstep {
namespace {

// These values and structures are winioctl.h's; mingw-w64's is too old to have them.
constexpr DWORD kDuplicateExtents = 0x00098344;
constexpr DWORD kGetIntegrity = 0x0009027C;
constexpr DWORD kSetIntegrity = 0x0009C280;
constexpr DWORD kSharesBlocks = 0x08000000;  // FILE_SUPPORTS_BLOCK_REFCOUNTING
constexpr DWORD kTooManyReferences = 347;    // ERROR_BLOCK_TOO_MANY_REFERENCES

struct DuplicateExtents {
  HANDLE source;
  LARGE_INTEGER source_offset;
  LARGE_INTEGER target_offset;
  LARGE_INTEGER length;
};

struct SetIntegrity {
  WORD algorithm;
  WORD reserved;
  DWORD flags;
};

struct GetIntegrity {
  SetIntegrity kind;
  DWORD chunk;
  DWORD cluster;
};

Error not_here() { return os_error(ERROR_NOT_SUPPORTED); }

template <typename In, typename Out>
bool control(HANDLE file, DWORD code, In* in, Out* out) {
  DWORD length = 0;
  const DWORD in_size = in == nullptr ? 0 : static_cast<DWORD>(sizeof *in);
  const DWORD out_size = out == nullptr ? 0 : static_cast<DWORD>(sizeof *out);
  return DeviceIoControl(file, code, in, in_size, out, out_size, &length, nullptr) != 0;
}

struct Nothing {};
constexpr Nothing* kNothing = nullptr;

Result<std::uint64_t> size_of(HANDLE file) {
  LARGE_INTEGER size{};
  if (GetFileSizeEx(file, &size) == 0) return failure(last_error());
  return static_cast<std::uint64_t>(size.QuadPart);
}

Result<void> resize(HANDLE file, std::uint64_t size) {
  FILE_END_OF_FILE_INFO end{};
  end.EndOfFile.QuadPart = static_cast<LONGLONG>(size);
  if (SetFileInformationByHandle(file, FileEndOfFileInfo, &end, sizeof end) == 0) {
    return failure(last_error());
  }
  return {};
}

// Returns the cluster size of the files' volume; an error if they lie on two volumes, or theirs
// shares no blocks.
Result<std::uint64_t> cluster_of_sharing_volume(HANDLE source, HANDLE target) {
  DWORD flags = 0;
  if (GetVolumeInformationByHandleW(target, nullptr, 0, nullptr, nullptr, &flags, nullptr, 0) ==
          0 ||
      (flags & kSharesBlocks) == 0) {
    return failure(not_here());
  }
  const auto from = volume_of_handle(source);
  const auto to = volume_of_handle(target);
  if (!from || !to || *from != *to) return failure(os_error(ERROR_NOT_SAME_DEVICE));
  VolumeSize size{};
  if (!succeeded(query_native_volume(target, VolumeInformation::size, &size, sizeof size))) {
    return failure(not_here());
  }
  const std::uint64_t cluster = std::uint64_t{size.sectors} * size.sector;
  if (cluster == 0) return failure(not_here());
  return cluster;
}

// Makes the files alike: both must keep checksums of their content, or neither, and both be sparse,
// or neither.
Result<void> make_alike(HANDLE source, HANDLE target) {
  GetIntegrity from{};
  GetIntegrity to{};
  const bool known = control(source, kGetIntegrity, kNothing, &from) &&
                     control(target, kGetIntegrity, kNothing, &to);
  if (known && (from.kind.algorithm != to.kind.algorithm || from.kind.flags != to.kind.flags)) {
    SetIntegrity wanted = from.kind;
    wanted.reserved = 0;
    if (!control(target, kSetIntegrity, &wanted, kNothing)) return failure(not_here());
  }
  FILE_BASIC_INFO basic{};
  if (GetFileInformationByHandleEx(source, FileBasicInfo, &basic, sizeof basic) == 0) {
    return failure(last_error());
  }
  if ((basic.FileAttributes & FILE_ATTRIBUTE_SPARSE_FILE) != 0 &&
      !control(target, FSCTL_SET_SPARSE, kNothing, kNothing)) {
    return failure(not_here());
  }
  return {};
}

Result<void> share(HANDLE source, HANDLE target, std::uint64_t size, std::uint64_t cluster) {
  std::uint64_t done = 0;
  while (const std::uint64_t piece = next_cloned_piece(done, size, cluster)) {
    DuplicateExtents request{};
    request.source = source;
    request.source_offset.QuadPart = static_cast<LONGLONG>(done);
    request.target_offset.QuadPart = static_cast<LONGLONG>(done);
    request.length.QuadPart = static_cast<LONGLONG>(piece);
    if (!control(target, kDuplicateExtents, &request, kNothing)) {
      const DWORD code = GetLastError();
      // These two files can't share blocks, or not more of them; they can be copied.
      const bool refused = code == ERROR_INVALID_PARAMETER || code == kTooManyReferences;
      return failure(refused ? not_here() : os_error(static_cast<int>(code)));
    }
    done += piece;
  }
  return {};
}

}  // namespace

std::uint64_t next_cloned_piece(std::uint64_t done, std::uint64_t size, std::uint64_t cluster) {
  constexpr std::uint64_t kMost = 1ULL << 30U;  // a multiple of every cluster size there is
  if (done >= size) return 0;
  const std::uint64_t rest = (size - done + cluster - 1) / cluster * cluster;
  return std::min(rest, kMost);
}

Result<std::uint64_t> clone_blocks(HANDLE source, HANDLE target) {
  const auto cluster = cluster_of_sharing_volume(source, target);
  if (!cluster) return cluster;
  const auto size = size_of(source);
  if (!size) return size;
  if (auto alike = make_alike(source, target); !alike) return failure(alike.error());
  // The end comes first: blocks are shared within a file, never beyond it.
  if (auto sized = resize(target, *size); !sized) return failure(sized.error());
  if (auto shared = share(source, target, *size, *cluster); !shared) {
    if (auto emptied = resize(target, 0); !emptied) return failure(emptied.error());
    return failure(shared.error());
  }
  return *size;
}

}  // namespace lockstep
