#include "service/protected_folder_windows.h"

#include <memory>
#include <windows.h>
#include <aclapi.h>
#include <sddl.h>

#include "platform/os_error.h"
#include "platform/owned_handle_windows.h"
#include "platform/path_windows.h"

namespace lockstep {
namespace {

using LocalMemory = std::unique_ptr<void, decltype(&LocalFree)>;

// The account "NT SERVICE\Lockstep", whoever the service runs as: the SHA-1 of its name in capitals
// ("sc showsid Lockstep").
constexpr wchar_t kServiceAccount[] =
    L"S-1-5-80-513350528-1652281165-1785069288-2106715557-4064697295";

// In it and below, SYSTEM, administrators and the service may do everything; users may read where
// that is wanted.
std::wstring access_text(FolderReaders readers) {
  const std::wstring everything = L"(A;OICI;FA;;;";
  std::wstring text = L"O:BAD:P" + everything + L"SY)" + everything + L"BA)";
  text += everything + kServiceAccount + L")";
  if (readers == FolderReaders::everybody) text += L"(A;OICI;FRFX;;;BU)";
  return text;
}

std::string parent_of(const std::string& path) {
  const auto end = path.rfind('/');
  return end == std::string::npos || end < root_length(path) ? std::string() : path.substr(0, end);
}

Result<bool> make(const std::string& path, SECURITY_ATTRIBUTES& attributes) {
  const auto name = system_path(path);
  if (!name) return failure(name.error());
  if (CreateDirectoryW(name->c_str(), &attributes)) return true;
  const DWORD code = GetLastError();
  if (code == ERROR_ALREADY_EXISTS) return false;
  const std::string parent = parent_of(path);
  if (code != ERROR_PATH_NOT_FOUND || parent.empty())
    return failure(os_error(static_cast<int>(code)).within("create", path));
  if (auto made = make(parent, attributes); !made) return made;
  if (CreateDirectoryW(name->c_str(), &attributes)) return true;
  return failure(last_error().within("create", path));
}

}  // namespace

Result<bool> make_protected_folder(const std::string& path, FolderReaders readers) {
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(
          access_text(readers).c_str(), SDDL_REVISION_1, &descriptor, nullptr)) {
    return failure(last_error());
  }
  const LocalMemory freed(descriptor, LocalFree);
  SECURITY_ATTRIBUTES attributes{sizeof(SECURITY_ATTRIBUTES), descriptor, FALSE};
  return make(path, attributes);
}

Result<bool> is_administrators(const std::string& path) {
  const auto name = system_path(path);
  if (!name) return failure(name.error());
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  PSID owner = nullptr;
  const DWORD code =
      GetNamedSecurityInfoW(name->c_str(), SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner,
                            nullptr, nullptr, nullptr, &descriptor);
  if (code != ERROR_SUCCESS) return failure(os_error(static_cast<int>(code)));
  const LocalMemory freed(descriptor, LocalFree);
  return IsWellKnownSid(owner, WinLocalSystemSid) ||
         IsWellKnownSid(owner, WinBuiltinAdministratorsSid);
}

}  // namespace lockstep
