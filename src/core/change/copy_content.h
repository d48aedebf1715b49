// Moves a file's bytes by the best means that the two volumes offer.
#pragma once

#include <cstdint>

#include "base/rate_limit.h"
#include "core/look/context.h"

namespace lockstep {

struct CopiedContent {
  std::uint64_t bytes = 0;  // read or shared
  // False when the source ended before all that `entry` promised was read: then it has changed, or
  // its volume told of an end that is none, and the copy is not to be published.
  bool is_whole = true;
};

// Copies what `source` holds into the empty `staged`, holes kept: shared blocks, else a copy by the
// system, else plain reads and writes; a small file by one read and one write. The caller examines
// the source afterwards: whether it held still is not known here. `caching` is what `staged` was
// asked for.
[[nodiscard]] Result<CopiedContent> copy_content(ReadableFile& source, const Entry& entry,
                                                 StagedFile& staged, VolumeState& volume,
                                                 Caching caching, const Context& context);

}  // namespace lockstep
