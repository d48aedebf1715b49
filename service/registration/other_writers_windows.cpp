#include "service/registration/other_writers_windows.h"

#include <algorithm>
#include <memory>
#include <sddl.h>

#include "service/registration/service_account_windows.h"

namespace lockstep {
namespace {

constexpr wchar_t kEverybody[] = L"S-1-1-0";

// These are SYSTEM, the administrators and TrustedInstaller, and two that stand for the owner, who
// is looked at separately.
constexpr const wchar_t* kTrusted[] = {
    L"S-1-5-18", L"S-1-5-32-544", L"S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",
    L"S-1-3-0",  L"S-1-3-4",      kServiceIdentity,
};

// FILE_WRITE_ATTRIBUTES alone is enough to set a reparse point, which leads elsewhere.
constexpr ACCESS_MASK kToOwn = WRITE_DAC | WRITE_OWNER | GENERIC_ALL;
constexpr ACCESS_MASK kToFile =
    kToOwn | DELETE | GENERIC_WRITE | FILE_WRITE_DATA | FILE_APPEND_DATA | FILE_WRITE_ATTRIBUTES;
constexpr ACCESS_MASK kToVolume = kToOwn | FILE_DELETE_CHILD;
constexpr ACCESS_MASK kToFolder = kToVolume | DELETE;

ACCESS_MASK rights_that_count(ProtectedObject what) {
  switch (what) {
    case ProtectedObject::file:
      return kToFile;
    case ProtectedObject::folder:
      return kToFolder;
    case ProtectedObject::volume:
      return kToVolume;
  }
  return ~ACCESS_MASK{0};
}

std::wstring text_of(PSID user) {
  wchar_t* text = nullptr;
  if (user == nullptr || !ConvertSidToStringSidW(user, &text)) return kEverybody;
  const std::unique_ptr<wchar_t, decltype(&LocalFree)> freed(text, LocalFree);
  return text;
}

// Recognizes "S-1-5-21-…-500", a machine's or a domain's Administrator, and 512 and 519, the
// administrators of the domain and of the forest.
bool is_domain_administrator(const std::wstring& user) {
  if (!user.starts_with(L"S-1-5-21-")) return false;
  return user.ends_with(L"-500") || user.ends_with(L"-512") || user.ends_with(L"-519");
}

bool is_trusted(const std::wstring& someone, const std::wstring& user) {
  return someone == user || is_domain_administrator(someone) ||
         std::any_of(std::begin(kTrusted), std::end(kTrusted),
                     [&](const wchar_t* trusted) { return someone == trusted; });
}

// Returns to whom the entry allows such a right, if to anybody.
std::optional<std::wstring> allowed_by(const ACE_HEADER& entry, ACCESS_MASK rights) {
  if ((entry.AceFlags & INHERIT_ONLY_ACE) != 0) return std::nullopt;
  // An entry with a condition (ACCESS_ALLOWED_CALLBACK_ACE) begins like one without.
  const auto& allowed = reinterpret_cast<const ACCESS_ALLOWED_ACE&>(entry);
  switch (entry.AceType) {
    case ACCESS_ALLOWED_ACE_TYPE:
    case ACCESS_ALLOWED_CALLBACK_ACE_TYPE:
      if ((allowed.Mask & rights) == 0) return std::nullopt;
      return text_of(const_cast<DWORD*>(&allowed.SidStart));
    case ACCESS_DENIED_ACE_TYPE:
    case ACCESS_DENIED_CALLBACK_ACE_TYPE:
    case ACCESS_DENIED_OBJECT_ACE_TYPE:
    case ACCESS_DENIED_CALLBACK_OBJECT_ACE_TYPE:
      return std::nullopt;
    default:
      return kEverybody;
  }
}

}  // namespace

std::optional<std::wstring> other_writer(PSECURITY_DESCRIPTOR descriptor, ProtectedObject what,
                                         const std::wstring& user) {
  PSID owner = nullptr;
  ACL* list = nullptr;
  BOOL present = FALSE;
  BOOL ignored = FALSE;
  if (!GetSecurityDescriptorOwner(descriptor, &owner, &ignored)) return kEverybody;
  if (std::wstring name = text_of(owner); !is_trusted(name, user)) return name;
  // Without a list everybody may do everything.
  if (!GetSecurityDescriptorDacl(descriptor, &present, &list, &ignored) || !present ||
      list == nullptr) {
    return kEverybody;
  }
  for (DWORD index = 0; index < list->AceCount; ++index) {
    void* entry = nullptr;
    if (!GetAce(list, index, &entry)) return kEverybody;
    auto allowed = allowed_by(*static_cast<const ACE_HEADER*>(entry), rights_that_count(what));
    if (allowed && !is_trusted(*allowed, user)) return allowed;
  }
  return std::nullopt;
}

}  // namespace lockstep
