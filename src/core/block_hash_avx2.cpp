// This file includes no header of the standard library's: an inline function of one, built here
// with AVX2, could be the one that the linker keeps for the whole program. xxhash.h's have internal
// linkage.
#include "core/block_hash_avx2.h"

#ifdef LOCKSTEP_AVX2

#include <xxhash.h>

namespace lockstep {

bool same_hash_avx2(const void* left, std::size_t left_size, const void* right,
                    std::size_t right_size) {
  return XXH128_isEqual(XXH3_128bits(left, left_size), XXH3_128bits(right, right_size)) != 0;
}

}  // namespace lockstep

#endif
