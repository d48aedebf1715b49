// Finds what was renamed: gone from one place and new in another. Pure, on the plan; the caller is
// asked whether the contents really are equal.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "core/model/plan.h"

namespace lockstep {

// One match, as indices into Plan::creations and Plan::removals.
struct RenameMatch {
  std::size_t creation = 0;
  std::size_t removal = 0;
};

// A folder's match, and how the entries below it pair: files, links and folders, without the top.
struct FolderMatch {
  RenameMatch top;
  std::vector<RenameMatch> below;
};

struct RenameCandidates {
  std::vector<FolderMatch> folders;  // none lies below another
  std::vector<RenameMatch> files;    // none lies below a folder's match
};

// Finds folders whose every entry below pairs by name, kind, size and time, and files whose size
// and nanosecond time agree; each with exactly one candidate on each side. Empty files, and folders
// without a file that has content, are left out: creating them anew costs no more.
[[nodiscard]] RenameCandidates find_renames(const Plan& plan);

// Returns the files below a matched folder. They may still be renames if the folder turns out not
// to be one.
[[nodiscard]] std::vector<RenameMatch> files_of(const FolderMatch& match, const Plan& plan);

}  // namespace lockstep
