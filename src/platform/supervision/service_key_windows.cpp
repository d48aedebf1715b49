#include "platform/supervision/service_key_windows.h"

#include <cstddef>
#include <memory>
#include <windows.h>
#include <sddl.h>

#include "platform/system/os_error.h"
#include "platform/system/owned_handle_windows.h"

namespace lockstep {
namespace {

// The installer writes this key, too (packaging/windows).
constexpr wchar_t kParameters[] = L"SYSTEM\\CurrentControlSet\\Services\\Lockstep\\Parameters";
constexpr wchar_t kInstalledBy[] = L"InstalledBy";
// SECURITY_MAX_SID_STRING_CHARACTERS, which mingw-w64 lacks.
constexpr std::size_t kLongestUser = 187;

// True if the text is one user and nothing else: it goes into a security descriptor.
bool is_user(const std::wstring& text) {
  PSID user = nullptr;
  if (!text.starts_with(L"S-1-") || !ConvertStringSidToSidW(text.c_str(), &user)) return false;
  LocalFree(user);
  return true;
}

}  // namespace

Result<std::wstring> own_program() {
  constexpr std::size_t kLongestPath = 32 * 1024;
  std::wstring path(kLongestPath, L'\0');
  const DWORD size = GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size()));
  if (size == 0) return failure(last_error());
  path.resize(size);
  return path;
}

Result<std::wstring> this_user() {
  HANDLE opened = nullptr;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &opened)) return failure(last_error());
  const OwnedHandle token(opened);
  alignas(TOKEN_USER) std::byte buffer[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
  DWORD size = 0;
  if (!GetTokenInformation(token.get(), TokenUser, buffer, sizeof buffer, &size))
    return failure(last_error());
  wchar_t* text = nullptr;
  if (!ConvertSidToStringSidW(reinterpret_cast<const TOKEN_USER*>(buffer)->User.Sid, &text))
    return failure(last_error());
  const std::unique_ptr<wchar_t, decltype(&LocalFree)> freed(text, LocalFree);
  return std::wstring(text);
}

std::optional<std::wstring> installing_user() {
  wchar_t text[kLongestUser] = {};
  DWORD size = sizeof text;
  const LSTATUS status = RegGetValueW(HKEY_LOCAL_MACHINE, kParameters, kInstalledBy, RRF_RT_REG_SZ,
                                      nullptr, text, &size);
  if (status != ERROR_SUCCESS || !is_user(text)) return std::nullopt;
  return text;
}

Result<void> remember_installing_user(const std::wstring& user) {
  const auto size = static_cast<DWORD>((user.size() + 1) * sizeof(wchar_t));
  const LSTATUS status =
      RegSetKeyValueW(HKEY_LOCAL_MACHINE, kParameters, kInstalledBy, REG_SZ, user.c_str(), size);
  if (status != ERROR_SUCCESS) return failure(os_error(static_cast<int>(status)));
  return {};
}

}  // namespace lockstep
