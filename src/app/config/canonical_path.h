// Canonical paths give each folder one spelling, so that a record is found again whatever way its
// roots were named.
#pragma once

#include <optional>
#include <string>

#include "base/relative_path.h"
#include "base/result.h"

namespace lockstep {

// Returns the path with all links resolved. For a path that does not exist, that is its nearest
// existing parent's with the rest appended. Links are followed even if their targets do not exist.
[[nodiscard]] Result<std::string> canonical_path(const std::string& path);

// Returns the nearest folder at or above `path` that exists, as it was spelt.
[[nodiscard]] Result<std::string> nearest_existing(const std::string& path);

// Returns where `path` lies below `root`, both canonical; none if it lies elsewhere. The root
// itself is the empty path.
[[nodiscard]] std::optional<RelativePath> path_below(const std::string& root,
                                                     const std::string& path);

}  // namespace lockstep
