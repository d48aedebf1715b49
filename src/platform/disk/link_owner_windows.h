// Tells whom a link belongs to.
#pragma once

#include <optional>
#include <string>
#include <windows.h>

namespace lockstep {

// Returns the owner's name ("DOMAIN\\ann"). None if that is this user, SYSTEM, the administrators
// or the system's installer, or if the volume knows no owners.
[[nodiscard]] std::optional<std::string> foreign_owner(HANDLE entry);

}  // namespace lockstep
