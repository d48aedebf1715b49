// What Windows' registry keeps of the service, below the key that the service control manager made
// for it. Administrators alone can write there.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace lockstep {

inline constexpr wchar_t kServiceName[] = L"Lockstep";

// The path of this program's file, in the system's spelling.
[[nodiscard]] Result<std::wstring> own_program();

// Users as text: "S-1-5-18" (security identifiers).
[[nodiscard]] Result<std::wstring> this_user();

// Who installed the service: may control it without being an administrator. None when nobody is on
// record.
[[nodiscard]] std::optional<std::wstring> installing_user();
[[nodiscard]] Result<void> remember_installing_user(const std::wstring& user);

}  // namespace lockstep
