// Reads regular files.
#pragma once

#include "platform/disk/handle_windows.h"

namespace lockstep {

[[nodiscard]] Result<std::size_t> read_at(HANDLE file, std::uint64_t offset,
                                          std::span<std::byte> into);
[[nodiscard]] Result<std::optional<Extent>> next_data_of(HANDLE file, std::uint64_t offset);

[[nodiscard]] Result<std::unique_ptr<ReadableFile>> open_readable_file(HANDLE folder,
                                                                       std::wstring_view name,
                                                                       RootTraits root);

// Tells what stands under a name, seen through an open handle.
struct Look {
  EntryKind kind = EntryKind::other;
  bool is_reparse_point = false;
  DWORD attributes = 0;
};
[[nodiscard]] Result<Look> look_at_open(HANDLE file, QueryNative query = query_native);
[[nodiscard]] Error link_error();

}  // namespace lockstep
