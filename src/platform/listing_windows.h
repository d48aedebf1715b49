// All entries of a folder.
#pragma once

#include <cstdint>
#include <windows.h>

#include "base/entry.h"

namespace lockstep {

// `folder` is open for listing; from the start each time. `volume` is its own.
[[nodiscard]] Result<Listing> list_entries(HANDLE folder, std::uint64_t volume);

}  // namespace lockstep
