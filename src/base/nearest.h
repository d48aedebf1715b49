// "Did you mean": finds the known name that a mistyped one most likely stands for.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace lockstep {

// Returns the known name that is fewest edits away (a letter inserted, removed, replaced, or two
// neighbours swapped; case does not count), the earlier one of equals. Returns nothing if even that
// one differs in more than a third of its letters: a wild guess helps nobody.
[[nodiscard]] std::optional<std::string_view> nearest(std::string_view given,
                                                      std::span<const std::string_view> known);

}  // namespace lockstep
