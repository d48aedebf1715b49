// Sorted lists of paths below a root, as the record keeps them. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/relative_path.h"

namespace lockstep {

using Paths = std::vector<std::string>;

// True if the path is one of these folders or lies below one. The folders need not be sorted.
[[nodiscard]] bool is_within_any(const std::string& path, const Paths& folders);

// Tells the same for many folders, which are sorted.
[[nodiscard]] bool is_within_sorted(RelativePath path, const Paths& folders);

[[nodiscard]] Paths sorted(Paths paths);

// Returns the paths that are in either of two sorted lists, sorted.
[[nodiscard]] Paths united(const Paths& left, const Paths& right);

}  // namespace lockstep
