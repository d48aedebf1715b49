// Windows' registry of the service: the values below the key that the service control manager made
// for it. Only administrators can write there.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace lockstep {

inline constexpr wchar_t kServiceName[] = L"Lockstep";

// Returns the path of this program's file, in the system's spelling.
[[nodiscard]] Result<std::wstring> own_program();

// Both return a user as text: "S-1-5-18" (security identifiers).
[[nodiscard]] Result<std::wstring> this_user();

// Returns the user who installed the service and may control it without being an administrator;
// none if nobody is on record.
[[nodiscard]] std::optional<std::wstring> installing_user();
[[nodiscard]] Result<void> remember_installing_user(const std::wstring& user);

}  // namespace lockstep
