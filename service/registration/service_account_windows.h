// The account that a service runs as, when it is not LocalSystem.
#pragma once

#include <string>

#include "base/result.h"

namespace lockstep {

inline constexpr wchar_t kLocalSystem[] = L"LocalSystem";

// "NT SERVICE\Lockstep", whoever the service runs as: the SHA-1 of its name in capitals ("sc
// showsid Lockstep").
inline constexpr wchar_t kServiceIdentity[] =
    L"S-1-5-80-513350528-1652281165-1785069288-2106715557-4064697295";

// However it is written: the service control manager takes its names in any case, and others may
// have registered it by the longer one.
[[nodiscard]] bool is_local_system(const std::wstring& account);

// As the service control manager wants it: "somebody" of this machine is ".\somebody".
[[nodiscard]] std::wstring account_name(const std::wstring& given);

// Whose processes a service's are, that runs as this account ("S-1-5-18").
[[nodiscard]] Result<std::wstring> identity_of(const std::wstring& account);

// Not the system's own accounts, nor those whose passwords the domain manages ("name$").
[[nodiscard]] bool needs_password(const std::wstring& account);

// One line of standard input, unseen where that is a console.
[[nodiscard]] std::wstring read_password(const std::wstring& account);

// Gives it the right to log on as a service, without which a start fails.
[[nodiscard]] Result<void> let_log_on_as_service(const std::wstring& account);

}  // namespace lockstep
