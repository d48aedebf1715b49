#include "service/registration/trusted_configuration_windows.h"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <windows.h>
#include <aclapi.h>
#include <sddl.h>

#include <fmt/format.h>

#include "app/config/config.h"
#include "app/config/native_path.h"
#include "base/printable.h"
#include "platform/supervision/service_key_windows.h"
#include "platform/system/os_error.h"
#include "platform/system/owned_handle_windows.h"
#include "platform/system/path_windows.h"
#include "platform/system/text_windows.h"
#include "service/registration/other_writers_windows.h"
#include "service/registration/protected_folder_windows.h"

namespace lockstep {
namespace {

std::string as_typed(std::string path) {
  std::replace(path.begin(), path.end(), '/', '\\');
  return path;
}

// Returns "DOMAIN\somebody", or the identifier itself if its name is not known.
std::string name_of(const std::wstring& user) {
  PSID found = nullptr;
  if (!ConvertStringSidToSidW(user.c_str(), &found)) return to_wtf8(user);
  const std::unique_ptr<void, decltype(&LocalFree)> freed(found, LocalFree);
  constexpr DWORD kLongest = 256;
  wchar_t name[kLongest] = {};
  wchar_t domain[kLongest] = {};
  DWORD name_size = kLongest;
  DWORD domain_size = kLongest;
  SID_NAME_USE use{};
  if (!LookupAccountSidW(nullptr, found, name, &name_size, domain, &domain_size, &use))
    return to_wtf8(user);
  return domain[0] == L'\0' ? to_wtf8(name) : to_wtf8(domain) + '\\' + to_wtf8(name);
}

bool is_same(const std::string& one, const std::string& other) {
  const std::wstring first = to_utf16(one).value_or(L"");
  const std::wstring second = to_utf16(other).value_or(L"?");
  return CompareStringOrdinal(first.c_str(), -1, second.c_str(), -1, TRUE) == CSTR_EQUAL;
}

std::string usual_folder() { return folder_above(usual_configuration(ConfigurationOwner::system)); }

// Returns what to do about it: as a rule commands that let SYSTEM and administrators do everything,
// and users read. They name these by number, since names are translated.
std::string remedy(const std::string& path, ProtectedObject what) {
  const std::string usual = as_typed(usual_folder());
  if (what == ProtectedObject::volume) return fmt::format("keep it in '{}'", usual);
  const bool is_elsewhere = what == ProtectedObject::folder && !is_same(path, usual);
  return fmt::format(
      R"({2}as administrator, takeown /a /f "{0}", then icacls "{0}" /reset, then icacls "{0}" )"
      R"(/inheritance:r /grant "*S-1-5-18:{1}F" "*S-1-5-32-544:{1}F" "*S-1-5-32-545:{1}RX")",
      path, what == ProtectedObject::folder ? "(OI)(CI)" : "",
      is_elsewhere ? fmt::format("keep it in '{}'; or, ", usual) : std::string());
}

Result<void> judge(const OwnedHandle& object, const std::string& path, ProtectedObject what,
                   const std::wstring& user) {
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  const DWORD code = GetSecurityInfo(object.get(), SE_FILE_OBJECT,
                                     OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION,
                                     nullptr, nullptr, nullptr, nullptr, &descriptor);
  if (code != ERROR_SUCCESS)
    return failure(os_error(static_cast<int>(code)).within("see who may write to", path));
  const std::unique_ptr<void, decltype(&LocalFree)> freed(descriptor, LocalFree);
  const auto other = other_writer(descriptor, what, user);
  if (!other) return {};
  const std::string shown = as_typed(path);
  return failure(ErrorKind::invalid,
                 fmt::format("'{}' can be changed by {}, and the service would do what its "
                             "configuration says: {}",
                             shown, name_of(*other), remedy(shown, what)));
}

// Opens the path. A link is followed unless `flags` has FILE_FLAG_OPEN_REPARSE_POINT.
Result<OwnedHandle> open(const std::string& path, DWORD flags) {
  const auto name = system_path(path);
  if (!name) return failure(name.error());
  OwnedHandle handle(CreateFileW(name->c_str(), READ_CONTROL,
                                 FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                 OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS | flags, nullptr));
  if (!handle.is_open()) return failure(last_error());
  return handle;
}

// Returns where the file lies, without links; returns `path` if the volume does not say.
std::string real_path(const OwnedHandle& file, const std::string& path) {
  constexpr std::size_t kLongestPath = 32 * 1024;
  std::wstring name(kLongestPath, L'\0');
  const DWORD size = GetFinalPathNameByHandleW(
      file.get(), name.data(), static_cast<DWORD>(name.size()), FILE_NAME_NORMALIZED);
  if (size == 0 || size >= name.size()) return path;
  name.resize(size);
  return our_path(name);
}

}  // namespace

// The file stays open meanwhile, so that nobody can rename a folder above it (NTFS), and whoever
// may replace it was judged. So the real path leads to the file that was looked at.
Result<TrustedConfiguration> trust_configuration(const std::string& path,
                                                 const std::wstring& user) {
  const auto refuse = [&](const Error& error) {
    return failure(ErrorKind::invalid, fmt::format("{}: {}", printable(path), error.message()));
  };
  auto file = open(path, 0);
  if (!file) return refuse(file.error());
  std::string real = real_path(*file, path);
  std::string above = folder_above(real);
  const bool is_root = above.empty();
  if (is_root) above = real.substr(0, root_length(real));
  auto folder = open(above, FILE_FLAG_OPEN_REPARSE_POINT);
  if (!folder) return refuse(folder.error());
  if (auto fine =
          judge(*folder, above, is_root ? ProtectedObject::volume : ProtectedObject::folder, user);
      !fine)
    return failure(fine.error());
  if (auto fine = judge(*file, real, ProtectedObject::file, user); !fine)
    return failure(fine.error());
  using Held = std::pair<OwnedHandle, OwnedHandle>;
  return TrustedConfiguration{std::move(real),
                              std::make_shared<Held>(*std::move(file), *std::move(folder))};
}

Result<TrustedConfiguration> trust_configuration(const std::string& path) {
  const auto user = this_user();
  if (!user) return failure(user.error());
  return trust_configuration(path, *user);
}

Result<TrustedConfiguration> trust_typed_configuration(const std::string& path) {
  return TrustedConfiguration{path, nullptr};
}

// Below %ProgramData% everybody may add to folders that others make there, so this one is
// protected.
Result<void> make_configuration_folder(const std::string& path) {
  std::error_code failed;
  const auto absolute = std::filesystem::absolute(native_path(path), failed).lexically_normal();
  const std::string usual = usual_folder();
  if (failed || !is_same(folder_above(from_native(absolute)), usual)) return {};
  if (auto made = make_protected_folder(usual, FolderReaders::everybody); !made)
    return failure(made.error());
  return {};
}

}  // namespace lockstep
