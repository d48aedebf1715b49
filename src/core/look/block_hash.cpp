#include "core/look/block_hash.h"

#include <xxhash.h>

#include "core/look/block_hash_variants.h"

namespace lockstep {

bool same_hash_plain(Block left, Block right) {
  return XXH128_isEqual(XXH3_128bits(left.bytes, left.size),
                        XXH3_128bits(right.bytes, right.size)) != 0;
}

bool same_hash(std::span<const std::byte> left, std::span<const std::byte> right) {
  const Block one{left.data(), left.size()};
  const Block other{right.data(), right.size()};
#ifdef LOCKSTEP_AVX2
  static const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
  if (has_avx2) return same_hash_avx2(one, other);
#endif
  return same_hash_plain(one, other);
}

}  // namespace lockstep
