// Files in the making.
#pragma once

#include <span>

#include "platform/disk/handle_windows.h"
#include "platform/disk/uncached_file_windows.h"

namespace lockstep {

// All of `bytes`, or an error.
[[nodiscard]] Result<void> write_at(HANDLE file, std::uint64_t offset,
                                    std::span<const std::byte> bytes);
[[nodiscard]] Result<void> set_size_of(HANDLE file, std::uint64_t size);

// A new file under a temporary name that nobody else can open until it is published. Past the
// cache, where that is wished and can be, from the beginning: its sharing lets no second handle in.
[[nodiscard]] Result<std::unique_ptr<StagedFile>> stage_named_in(const SharedHandle& folder,
                                                                 std::wstring_view temporary,
                                                                 RootTraits root, Caching caching,
                                                                 OpenNative open = open_native);

}  // namespace lockstep
