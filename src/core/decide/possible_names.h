// Tells why a volume can't hold a name as it is: a pure function of the name and the volume's
// rules.
#pragma once

#include <optional>
#include <string>

#include "base/entry.h"
#include "base/volume.h"

namespace lockstep {

// Returns a sentence for people; none if the volume can, as far as is known before it is tried.
[[nodiscard]] std::optional<std::string> why_not_possible(Name name, const NameRules& rules);

}  // namespace lockstep
