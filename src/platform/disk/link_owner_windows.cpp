#include "platform/disk/link_owner_windows.h"

#include <aclapi.h>
#include <array>
#include <cstddef>
#include <memory>
#include <sddl.h>

#include "platform/system/owned_handle_windows.h"
#include "platform/system/text_windows.h"

namespace lockstep {
namespace {

struct FreeLocal {
  void operator()(void* memory) const { LocalFree(memory); }
};
using LocalMemory = std::unique_ptr<void, FreeLocal>;

bool is_well_known(PSID user, WELL_KNOWN_SID_TYPE type) { return IsWellKnownSid(user, type) != 0; }

bool is_installer(PSID user) {
  PSID installer = nullptr;
  if (ConvertStringSidToSidW(
          L"S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464", &installer) == 0) {
    return false;
  }
  const LocalMemory freed(installer);
  return EqualSid(user, installer) != 0;
}

bool is_this_user(PSID user) {
  HANDLE opened = nullptr;
  if (OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &opened) == 0) return false;
  const OwnedHandle token(opened);
  alignas(TOKEN_USER) std::array<std::byte, sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE> buffer;
  DWORD length = 0;
  if (GetTokenInformation(token.get(), TokenUser, buffer.data(),
                          static_cast<DWORD>(buffer.size()), &length) == 0) {
    return false;
  }
  return EqualSid(user, reinterpret_cast<const TOKEN_USER*>(buffer.data())->User.Sid) != 0;
}

std::string name_of(PSID user) {
  wchar_t name[256] = L"";
  wchar_t domain[256] = L"";
  DWORD name_length = std::size(name);
  DWORD domain_length = std::size(domain);
  SID_NAME_USE use = SidTypeUnknown;
  if (LookupAccountSidW(nullptr, user, name, &name_length, domain, &domain_length, &use) == 0)
    return "another user";
  return to_wtf8(std::wstring(domain) + L"\\" + name);
}

}  // namespace

std::optional<std::string> foreign_owner(HANDLE entry) {
  PSID owner = nullptr;
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  if (GetSecurityInfo(entry, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner, nullptr, nullptr,
                      nullptr, &descriptor) != ERROR_SUCCESS ||
      owner == nullptr) {
    return std::nullopt;
  }
  const LocalMemory freed(descriptor);
  const bool trusted = is_well_known(owner, WinLocalSystemSid) ||
                       is_well_known(owner, WinBuiltinAdministratorsSid) || is_installer(owner) ||
                       is_this_user(owner);
  return trusted ? std::nullopt : std::optional(name_of(owner));
}

}  // namespace lockstep
