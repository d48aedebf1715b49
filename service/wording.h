// Words sentences that several commands say.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lockstep {

// Returns "unknown option '--checksun'; did you mean '--checksum'?".
[[nodiscard]] std::string unknown(std::string_view kind, std::string_view given,
                                  const std::vector<std::string>& known);

// Returns "unexpected 'x'", for an operand too many.
[[nodiscard]] std::string unexpected(std::string_view operand);

}  // namespace lockstep
