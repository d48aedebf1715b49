// Moves a file's bytes by the best means that the two volumes offer.
#pragma once

#include <cstdint>

#include "base/rate_limit.h"
#include "core/context.h"

namespace lockstep {

// Copies what `source` holds into the empty `staged`, holes kept: shared blocks, else a copy by the
// system, else plain reads and writes; a small file by one read and one write. Returns how many
// bytes were read or shared. The caller examines the source afterwards: whether it held still is
// not known here. `caching` is what `staged` was asked for.
[[nodiscard]] Result<std::uint64_t> copy_content(ReadableFile& source, const Entry& entry,
                                                 StagedFile& staged, VolumeState& volume,
                                                 Caching caching, const Context& context);

}  // namespace lockstep
