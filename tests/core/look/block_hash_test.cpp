#include "core/look/block_hash.h"

#include <vector>

#include <doctest/doctest.h>

#include "core/look/block_hash_variants.h"

namespace lockstep {
namespace {

using Bytes = std::vector<std::byte>;

// These are around the lengths at which XXH3, and our own code, go over to another way of hashing.
constexpr std::size_t kLengths[] = {1,   3,   4,   8,    9,    16,   17,         128,
                                    129, 240, 241, 1023, 1024, 1025, 128 * 1024, 128 * 1024 + 1};

Block block(const Bytes& bytes) { return {bytes.data(), bytes.size()}; }

template <typename SameHash>
void check(SameHash same) {
  CHECK(same(Bytes{}, Bytes{}));
  for (const std::size_t length : kLengths) {
    CAPTURE(length);
    Bytes left(length);
    for (std::size_t i = 0; i < length; ++i) left[i] = static_cast<std::byte>(i * 7 + i / 256);
    Bytes right = left;
    CHECK(same(left, right));
    for (const std::size_t place : {std::size_t{0}, length / 2, length - 1}) {
      right[place] ^= std::byte{1};
      CHECK_FALSE(same(left, right));
      right[place] ^= std::byte{1};
    }
    right.push_back({});
    CHECK_FALSE(same(left, right));
  }
}

TEST_CASE("blocks have one hash when they are equal, and else not") {
  check([](const Bytes& left, const Bytes& right) { return same_hash(left, right); });
}

TEST_CASE("so it is on every processor") {
  check([](const Bytes& left, const Bytes& right) {
    return same_hash_plain(block(left), block(right));
  });
#ifdef LOCKSTEP_AVX2
  if (__builtin_cpu_supports("avx2") == 0) return;
  check([](const Bytes& left, const Bytes& right) {
    return same_hash_avx2(block(left), block(right));
  });
#endif
}

}  // namespace
}  // namespace lockstep
