// Histories for properties that need more than one, or something else beside it: see random_tree.h.
#pragma once

#include <cstddef>

#include <rapidcheck.h>

#include "support/random_tree.h"

namespace lockstep {

[[nodiscard]] rc::Gen<History> histories(std::size_t longest);

}  // namespace lockstep
