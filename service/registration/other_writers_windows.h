// Finds out who but the administrators may change a file: whatever a service of the system reads
// must be theirs.
#pragma once

#include <optional>
#include <string>
#include <windows.h>

namespace lockstep {

// The kind of an object, which decides which rights to it are dangerous in other hands.
enum class ProtectedObject {
  file,  // its content counts
  // Its entries must not be taken away; anybody may add to it, as below %ProgramData%.
  folder,
  volume,  // a folder that nobody can take away itself
};

// Returns the first account that may change it, as owner or by the access list, beside SYSTEM, the
// administrators, the service itself and `user`; as a security identifier ("S-1-5-21-…"). None if
// there is no such account. A denial is
// not relied on, and an entry that can't be understood counts as everybody's. Pure.
[[nodiscard]] std::optional<std::wstring> other_writer(PSECURITY_DESCRIPTOR descriptor,
                                                       ProtectedObject what,
                                                       const std::wstring& user);

}  // namespace lockstep
