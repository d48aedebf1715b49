// Whoever wants to hear of later changes in the folders that a walk looks at. The walk calls it for
// each folder of the source, after it was opened and before it is listed: a change from then on is
// told, and one from before is in the listing.
#pragma once

#include "base/entry.h"
#include "base/relative_path.h"

namespace lockstep {

class Directory;

class FolderCover {
 public:
  virtual ~FolderCover() = default;
  // Any thread may call this. It never fails a pass.
  virtual void cover(const RelativePath& path, const Identity& identity,
                     const Directory& folder) = 0;
};

}  // namespace lockstep
