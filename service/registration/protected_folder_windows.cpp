#include "service/registration/protected_folder_windows.h"

#include <memory>
#include <windows.h>
#include <aclapi.h>
#include <sddl.h>

#include "platform/system/os_error.h"
#include "platform/system/owned_handle_windows.h"
#include "platform/system/path_windows.h"
#include "service/registration/service_account_windows.h"

namespace lockstep {
namespace {

using LocalMemory = std::unique_ptr<void, decltype(&LocalFree)>;

// Returns the access list: in the folder and below, SYSTEM, administrators and the service may do
// everything; users may read if that is wanted.
std::wstring access_text(FolderReaders readers) {
  const std::wstring everything = L"(A;OICI;FA;;;";
  std::wstring text = L"O:BAD:P" + everything + L"SY)" + everything + L"BA)";
  text += everything + kServiceIdentity + L")";
  if (readers == FolderReaders::everybody) text += L"(A;OICI;FRFX;;;BU)";
  return text;
}

Error create_error(const std::string& path) {
  const auto code = static_cast<int>(GetLastError());
  // Only an elevated process can make the administrators the owner.
  if (code != ERROR_INVALID_OWNER) return os_error(code).within("create", path);
  return Error(ErrorKind::permission_denied,
               "it is to be the administrators': run this as administrator", code)
      .within("create", path);
}

Result<bool> make(const std::string& path, SECURITY_ATTRIBUTES& attributes) {
  const auto name = system_path(path);
  if (!name) return failure(name.error());
  if (CreateDirectoryW(name->c_str(), &attributes)) return true;
  const DWORD code = GetLastError();
  if (code == ERROR_ALREADY_EXISTS) return false;
  const std::string parent = folder_above(path);
  if (code != ERROR_PATH_NOT_FOUND || parent.empty()) return failure(create_error(path));
  if (auto made = make(parent, attributes); !made) return made;
  if (CreateDirectoryW(name->c_str(), &attributes)) return true;
  return failure(create_error(path));
}

}  // namespace

std::string folder_above(const std::string& path) {
  const auto end = path.rfind('/');
  return end == std::string::npos || end < root_length(path) ? std::string() : path.substr(0, end);
}

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
