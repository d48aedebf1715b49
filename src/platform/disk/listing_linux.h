// Lists all entries of a folder.
#pragma once

#include "base/entry.h"

namespace lockstep {

// Lists from the descriptor's position to the end.
[[nodiscard]] Result<Listing> list_entries(int folder);

}  // namespace lockstep
