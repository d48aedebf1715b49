#include "core/decide/path_lists.h"

#include <algorithm>
#include <iterator>

namespace lockstep {

bool is_within_any(const std::string& path, const Paths& folders) {
  return std::ranges::any_of(folders, [inner = RelativePath(path)](const std::string& folder) {
    return inner.is_within(RelativePath(folder));
  });
}

bool is_within_sorted(RelativePath path, const Paths& folders) {
  for (;; path = path.parent()) {
    if (std::ranges::binary_search(folders, path.text())) return true;
    if (path.is_root()) return false;
  }
}

Paths sorted(Paths paths) {
  std::ranges::sort(paths);
  return paths;
}

Paths united(const Paths& left, const Paths& right) {
  Paths all;
  std::set_union(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(all));
  return all;
}

}  // namespace lockstep
