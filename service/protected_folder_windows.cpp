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

// SYSTEM and administrators everything, in it and below; users reading where that is wanted.
constexpr wchar_t kPrivate[] = L"O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)";
constexpr wchar_t kReadable[] = L"O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FRFX;;;BU)";

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
  const wchar_t* const text = readers == FolderReaders::everybody ? kReadable : kPrivate;
  if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(text, SDDL_REVISION_1, &descriptor,
                                                            nullptr)) {
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
