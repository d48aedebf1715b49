#include "platform/system/privileges_windows.h"

#include <cstdint>
#include <vector>
#include <windows.h>

#include "platform/system/owned_handle_windows.h"

namespace lockstep {
namespace {

constexpr const wchar_t* kBackup = L"SeBackupPrivilege";
constexpr const wchar_t* kRestore = L"SeRestorePrivilege";

OwnedHandle own_token(DWORD access) {
  HANDLE opened = nullptr;
  if (OpenProcessToken(GetCurrentProcess(), access, &opened) == 0) return {};
  return OwnedHandle(opened);
}

std::vector<LUID_AND_ATTRIBUTES> held_privileges() {
  const OwnedHandle token = own_token(TOKEN_QUERY);
  DWORD size = 0;
  if (!token.is_open()) return {};
  GetTokenInformation(token.get(), TokenPrivileges, nullptr, 0, &size);
  std::vector<std::uint64_t> buffer(size / sizeof(std::uint64_t) + 1);  // aligned
  if (GetTokenInformation(token.get(), TokenPrivileges, buffer.data(),
                          static_cast<DWORD>(buffer.size() * sizeof buffer[0]), &size) == 0) {
    return {};
  }
  const auto* all = reinterpret_cast<const TOKEN_PRIVILEGES*>(buffer.data());
  return {all->Privileges, all->Privileges + all->PrivilegeCount};
}

bool is_among(const std::vector<LUID_AND_ATTRIBUTES>& held, const wchar_t* name) {
  LUID wanted{};
  if (LookupPrivilegeValueW(nullptr, name, &wanted) == 0) return false;
  for (const LUID_AND_ATTRIBUTES& each : held) {
    if (each.Luid.LowPart == wanted.LowPart && each.Luid.HighPart == wanted.HighPart) return true;
  }
  return false;
}

}  // namespace

bool enable_privilege(const wchar_t* name) {
  const OwnedHandle token = own_token(TOKEN_ADJUST_PRIVILEGES);
  TOKEN_PRIVILEGES wanted{};
  wanted.PrivilegeCount = 1;
  wanted.Privileges[0].Attributes = SE_PRIVILEGE_ENABLED;
  // Success with ERROR_NOT_ALL_ASSIGNED means that the process has no such privilege.
  return token.is_open() && LookupPrivilegeValueW(nullptr, name, &wanted.Privileges[0].Luid) != 0 &&
         AdjustTokenPrivileges(token.get(), FALSE, &wanted, 0, nullptr, nullptr) != 0 &&
         GetLastError() == ERROR_SUCCESS;
}

bool has_backup_privileges() {
  const auto held = held_privileges();
  return is_among(held, kBackup) && is_among(held, kRestore);
}

void enable_backup_privileges() {
  static const bool done = [] {
    const bool reads = enable_privilege(kBackup);
    const bool sets = enable_privilege(kRestore);
    return reads && sets;
  }();
  static_cast<void>(done);  // a missing privilege is reported where it matters: see privileges()
}

}  // namespace lockstep
