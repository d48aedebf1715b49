// XXH3-128 of two blocks, by the widest registers that this processor has.
#pragma once

#include <cstddef>
#include <span>

namespace lockstep {

[[nodiscard]] bool same_hash(std::span<const std::byte> left, std::span<const std::byte> right);

}  // namespace lockstep
