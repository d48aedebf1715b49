// Whom a link belongs to.
#pragma once

#include <optional>
#include <string>
#include <windows.h>

namespace lockstep {

// The owner's name ("DOMAIN\\ann") where that is neither this user, nor SYSTEM, the administrators,
// or the system's installer; none where it is one of them, or the volume knows no owners.
[[nodiscard]] std::optional<std::string> foreign_owner(HANDLE entry);

}  // namespace lockstep
