// One of the two trees of a pair.
#pragma once

#include <cstdint>

namespace lockstep {

enum class Side : std::uint8_t { source, replica };

}  // namespace lockstep
