#include "core/block_hash.h"

#include <xxhash.h>

#include "core/block_hash_avx2.h"

namespace lockstep {
namespace {

bool same_hash_plain(std::span<const std::byte> left, std::span<const std::byte> right) {
  return XXH128_isEqual(XXH3_128bits(left.data(), left.size()),
                        XXH3_128bits(right.data(), right.size())) != 0;
}

}  // namespace

bool same_hash(std::span<const std::byte> left, std::span<const std::byte> right) {
#ifdef LOCKSTEP_AVX2
  static const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
  if (has_avx2) return same_hash_avx2(left.data(), left.size(), right.data(), right.size());
#endif
  return same_hash_plain(left, right);
}

}  // namespace lockstep
