#include "service/registration/service_account_windows.h"

#include <cstddef>
#include <cstdio>
#include <iostream>
#include <memory>
#include <windows.h>
#include <ntsecapi.h>
#include <sddl.h>

#include "platform/supervision/service_key_windows.h"
#include "platform/system/os_error.h"
#include "platform/system/owned_handle_windows.h"
#include "platform/system/text_windows.h"

namespace lockstep {
namespace {

// Converts the result of a call of the Local Security Authority, which answers with the kernel's
// codes.
Result<void> result_of(NTSTATUS status) {
  if (status >= 0) return {};
  return failure(os_error(static_cast<int>(LsaNtStatusToWinError(status))));
}

struct AccountSid {
  alignas(SID) std::byte bytes[SECURITY_MAX_SID_SIZE];
};

Result<AccountSid> sid_of(const std::wstring& account) {
  AccountSid found{};
  DWORD size = sizeof found.bytes;
  wchar_t domain[256];
  DWORD domain_size = 256;
  SID_NAME_USE use{};
  // LookupAccountName does not know ".\" for this machine.
  const std::wstring name = account.starts_with(L".\\") ? account.substr(2) : account;
  if (!LookupAccountNameW(nullptr, name.c_str(), found.bytes, &size, domain, &domain_size, &use))
    return failure(last_error());
  return found;
}

// Returns whether this is Wine, where all processes, services among them, and all files are one
// user's.
bool is_wine() {
  return GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != nullptr;
}

}  // namespace

bool is_local_system(const std::wstring& account) {
  const auto is = [&](const wchar_t* name) {
    return CompareStringOrdinal(account.c_str(), -1, name, -1, TRUE) == CSTR_EQUAL;
  };
  return is(kLocalSystem) || is(L".\\LocalSystem") || is(L"NT AUTHORITY\\SYSTEM");
}

std::wstring account_name(const std::wstring& given) {
  const bool has_domain = given.find_first_of(L"\\@") != std::wstring::npos;
  return has_domain || is_local_system(given) ? given : L".\\" + given;
}

Result<std::wstring> identity_of(const std::wstring& account) {
  if (is_wine()) return this_user();
  if (is_local_system(account)) return std::wstring(L"S-1-5-18");
  auto sid = sid_of(account);
  if (!sid) return failure(sid.error().within("find the account", to_wtf8(account)));
  wchar_t* text = nullptr;
  if (!ConvertSidToStringSidW(sid->bytes, &text)) return failure(last_error());
  const std::unique_ptr<wchar_t, decltype(&LocalFree)> freed(text, LocalFree);
  return std::wstring(text);
}

bool needs_password(const std::wstring& account) {
  return !is_local_system(account) && !account.starts_with(L"NT AUTHORITY\\") &&
         !account.starts_with(L"NT SERVICE\\") && !account.ends_with(L'$');
}

std::wstring read_password(const std::wstring& account) {
  HANDLE const input = GetStdHandle(STD_INPUT_HANDLE);
  DWORD mode = 0;
  const bool is_console = GetConsoleMode(input, &mode) != 0;
  if (is_console) {
    std::cerr << "Password of " << to_wtf8(account) << ": " << std::flush;
    SetConsoleMode(input, mode & ~static_cast<DWORD>(ENABLE_ECHO_INPUT));
    wchar_t line[512];
    DWORD count = 0;
    if (!ReadConsoleW(input, line, 512, &count, nullptr)) count = 0;
    SetConsoleMode(input, mode);
    std::cerr << '\n';
    while (count > 0 && (line[count - 1] == L'\n' || line[count - 1] == L'\r')) --count;
    return {line, count};
  }
  std::string line;
  std::getline(std::cin, line);
  while (line.ends_with('\r')) line.pop_back();
  return to_utf16(line).value_or(L"");
}

Result<void> let_log_on_as_service(const std::wstring& account) {
  auto user = sid_of(account);
  if (!user) return failure(user.error());
  LSA_OBJECT_ATTRIBUTES none{};
  LSA_HANDLE policy = nullptr;
  constexpr ACCESS_MASK kAccess = POLICY_LOOKUP_NAMES | POLICY_CREATE_ACCOUNT;
  if (auto opened = result_of(LsaOpenPolicy(nullptr, &none, kAccess, &policy)); !opened)
    return opened;
  wchar_t right[] = L"SeServiceLogonRight";
  LSA_UNICODE_STRING rights{sizeof right - sizeof(wchar_t), sizeof right, right};
  const auto given = result_of(LsaAddAccountRights(policy, user->bytes, &rights, 1));
  LsaClose(policy);
  return given;
}

}  // namespace lockstep
