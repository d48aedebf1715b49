// The watch over a source, as the walk tells it what it sees. Any thread may call it; it never fails
// a pass.
#pragma once

#include <string>

#include "base/entry.h"
#include "base/relative_path.h"

namespace lockstep {

class Directory;

class SourceWatch {
 public:
  virtual ~SourceWatch() = default;
  // Is called for each folder of the source after it was opened and before it is listed: a change
  // from then on is told, and one from before is in the listing.
  virtual void cover(const RelativePath& path, const Identity& identity,
                     const Directory& folder) = 0;
  // Is called for each name of a file that has several: a write to the file is told of one of them.
  virtual void saw_link(const Identity& file, std::string path) = 0;
};

}  // namespace lockstep
