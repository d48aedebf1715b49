// Files in the making.
#pragma once

#include <span>

#include "platform/disk/handle_windows.h"
#include "platform/disk/uncached_file_windows.h"

namespace lockstep {

// Writes all of `bytes`, or fails.
[[nodiscard]] Result<void> write_at(HANDLE file, std::uint64_t offset,
                                    std::span<const std::byte> bytes);
[[nodiscard]] Result<void> set_size_of(HANDLE file, std::uint64_t size);

// Makes a new file under a temporary name that nobody else can open until it is published. If it is
// to go past the cache, and can, it does from the beginning: its sharing lets no second handle in.
[[nodiscard]] Result<std::unique_ptr<StagedFile>> stage_named_in(const SharedHandle& folder,
                                                                 std::wstring_view temporary,
                                                                 RootTraits root, Caching caching,
                                                                 OpenNative open = open_native);

}  // namespace lockstep
