// All entries of a folder.
#pragma once

#include "base/entry.h"

namespace lockstep {

// From the descriptor's position, which is the start of a folder just opened, to the end.
[[nodiscard]] Result<Listing> list_entries(int folder);

}  // namespace lockstep
