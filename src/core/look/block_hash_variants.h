// The variants of same_hash, for its own use: one for every processor, and one for those with AVX2.
#pragma once

#include <stddef.h>  // not <cstddef>: see block_hash_avx2.cpp

namespace lockstep {

struct Block {
  const void* bytes;
  size_t size;
};

[[nodiscard]] bool same_hash_plain(Block left, Block right);

#ifdef LOCKSTEP_AVX2
[[nodiscard]] bool same_hash_avx2(Block left, Block right);
#endif

}  // namespace lockstep
