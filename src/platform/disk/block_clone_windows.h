// Files that share their blocks (ReFS, Dev Drives): "Block cloning on ReFS" (learn.microsoft.com).
#pragma once

#include <cstdint>
#include <windows.h>

#include "base/result.h"

namespace lockstep {

// Makes the empty file `target` share all blocks of `source`; returns its length then. Fails with
// not_supported or cross_volume if these volumes can't; `target` is still empty then.
[[nodiscard]] Result<std::uint64_t> clone_blocks(HANDLE source, HANDLE target);

// Returns the next piece to request of the volume: whole clusters, the last one too, and less than
// 4 GiB at once. 0 when all is done.
[[nodiscard]] std::uint64_t next_cloned_piece(std::uint64_t done, std::uint64_t size,
                                              std::uint64_t cluster);

}  // namespace lockstep
