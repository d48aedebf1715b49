// Reads regular files.
#pragma once

#include <atomic>

#include "platform/disk/handle_linux.h"

namespace lockstep {

[[nodiscard]] Result<std::size_t> read_at(int descriptor, std::uint64_t offset,
                                          std::span<std::byte> into);
[[nodiscard]] Result<std::optional<Extent>> next_data_of(int descriptor, std::uint64_t offset);
// Fails with `changed` unless the descriptor is a regular file's.
[[nodiscard]] Result<void> check_regular(int descriptor);

// Opens `name` of `folder` for reading. A look at its kind would cost every small file a system
// call, so it is put off: see read().
[[nodiscard]] Result<std::unique_ptr<ReadableFile>> open_readable_file(int folder,
                                                                       const char* name);

}  // namespace lockstep
