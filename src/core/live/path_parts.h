// The names of a path, one by one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/relative_path.h"

namespace lockstep {

class PathParts {
 public:
  explicit PathParts(const RelativePath& path) : rest_(path.text()) {}  // which outlives this

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  std::string_view next() {
    const std::size_t slash = std::min(rest_.find('/'), rest_.size());
    const std::string_view name = rest_.substr(0, slash);
    rest_.remove_prefix(std::min(slash + 1, rest_.size()));
    return name;
  }

 private:
  std::string_view rest_;
};

// Returns how many names a path has.
[[nodiscard]] inline std::size_t path_levels(const RelativePath& path) {
  if (path.is_root()) return 0;
  return 1 + static_cast<std::size_t>(std::ranges::count(path.text(), '/'));
}

// Returns the folder of the first so many names, of a path that has more.
[[nodiscard]] inline RelativePath first_levels(const RelativePath& path, std::size_t levels) {
  std::size_t end = 0;
  for (PathParts parts(path); levels > 0 && !parts.at_end(); --levels)
    end += parts.next().size() + 1;
  return RelativePath(path.text().substr(0, end == 0 ? 0 : end - 1));
}

}  // namespace lockstep
