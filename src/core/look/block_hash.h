// Hashes two blocks (XXH3-128), with the widest registers that this processor has.
#pragma once

#include <cstddef>
#include <span>

namespace lockstep {

[[nodiscard]] bool same_hash(std::span<const std::byte> left, std::span<const std::byte> right);

}  // namespace lockstep
