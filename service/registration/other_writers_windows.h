// Who but the administrators may change a file: what a service of the system reads must be theirs.
#pragma once

#include <optional>
#include <string>
#include <windows.h>

namespace lockstep {

// An object's kind says what the rights mean that somebody has to it.
enum class ProtectedObject {
  file,  // its content counts
  folder,  // that what lies in it is not taken away; anybody may add to it, as below %ProgramData%
  volume,  // a folder that nobody can take away itself
};

// The first (a security identifier, "S-1-5-21-…") who may, as owner or by the access list; none
// when only SYSTEM, administrators, the service itself and `user` do. A denial is not counted on,
// and what can't be understood is everybody's. Pure.
[[nodiscard]] std::optional<std::wstring> other_writer(PSECURITY_DESCRIPTOR descriptor,
                                                       ProtectedObject what,
                                                       const std::wstring& user);

}  // namespace lockstep
