// The version of this program.

#pragma once

#include <string_view>

namespace lockstep {

// Returns what `lockstep --version` prints: "1.2.0", or with the commit if this is not a release
// ("1.2.0-5-gabc1234").
[[nodiscard]] std::string_view version();

}  // namespace lockstep
