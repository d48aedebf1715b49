// Deals with the account that a service runs as, which need not be LocalSystem.
#pragma once

#include <string>

#include "base/result.h"

namespace lockstep {

inline constexpr wchar_t kLocalSystem[] = L"LocalSystem";

// The identity of "NT SERVICE\Lockstep", whatever account the service runs as. It is the SHA-1 of
// the service's name in capitals ("sc showsid Lockstep").
inline constexpr wchar_t kServiceIdentity[] =
    L"S-1-5-80-513350528-1652281165-1785069288-2106715557-4064697295";

// Returns whether this is LocalSystem, however it is written: the service control manager takes its
// names in any case, and others may have registered it by the longer one.
[[nodiscard]] bool is_local_system(const std::wstring& account);

// Returns the name as the service control manager wants it: "somebody" of this machine is
// ".\somebody".
[[nodiscard]] std::wstring account_name(const std::wstring& given);

// Returns the user of a service's processes when it runs as this account ("S-1-5-18").
[[nodiscard]] Result<std::wstring> identity_of(const std::wstring& account);

// Returns whether the account needs a password. The system's own accounts don't, nor do those whose
// passwords the domain manages ("name$").
[[nodiscard]] bool needs_password(const std::wstring& account);

// Reads one line of standard input, without showing it if that is a console.
[[nodiscard]] std::wstring read_password(const std::wstring& account);

// Gives the account the right to log on as a service, without which a start fails.
[[nodiscard]] Result<void> let_log_on_as_service(const std::wstring& account);

}  // namespace lockstep
