// Built with AVX2 for processors that have it; the rest of the program runs on all. Internal to
// same_hash.
#pragma once

#include <cstddef>

namespace lockstep {

[[nodiscard]] bool same_hash_avx2(const void* left, std::size_t left_size, const void* right,
                                  std::size_t right_size);

}  // namespace lockstep
