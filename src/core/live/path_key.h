// A hash that stands for a path in the bounded memories of live watching.
#pragma once

#include <cstdint>

#include "base/relative_path.h"

namespace lockstep {

[[nodiscard]] std::uint64_t path_key(const RelativePath& path);

}  // namespace lockstep
