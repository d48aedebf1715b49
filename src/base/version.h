// The version of this program.

#pragma once

#include <string_view>

namespace lockstep {

// As `lockstep --version` prints it: "1.2.0", or with the commit for what is no release
// ("1.2.0-5-gabc1234").
[[nodiscard]] std::string_view version();

}  // namespace lockstep
