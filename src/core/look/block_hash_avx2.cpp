// Built with AVX2, and so without any header of C++'s library: the linker could keep an inline
// function of one, as it was built here, for the whole program. Those of xxhash.h have internal
// linkage.
#ifdef LOCKSTEP_AVX2

#include <xxhash.h>

#include "core/look/block_hash_variants.h"

namespace lockstep {

bool same_hash_avx2(Block left, Block right) {
  return XXH128_isEqual(XXH3_128bits(left.bytes, left.size),
                        XXH3_128bits(right.bytes, right.size)) != 0;
}

}  // namespace lockstep

#endif
