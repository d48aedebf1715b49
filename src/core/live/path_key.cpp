#include "core/live/path_key.h"

#include <xxhash.h>

namespace lockstep {

std::uint64_t path_key(const RelativePath& path) {
  return XXH3_64bits(path.text().data(), path.text().size());
}

}  // namespace lockstep
