#include <algorithm>
#include <cstdio>
#include <cstring>

#include "platform/disk/replica_lock.h"
#include "platform/system/owned_handle_windows.h"
#include "platform/system/text_windows.h"

namespace lockstep {
namespace {

// The holder of a lock, in memory that others may read by name.
struct Holder {
  DWORD process = 0;
  wchar_t command[1024] = L"";
};

// The lock is that the mutex exists. Both are gone with their last handle, and so with the process.
// Who has the mutex is of no interest: it belongs to a thread, and would let the same thread in
// twice.
class WindowsReplicaLock final : public ReplicaLock {
 public:
  WindowsReplicaLock(OwnedHandle mutex, OwnedHandle holder)
      : mutex_(std::move(mutex)), holder_(std::move(holder)) {}

 private:
  OwnedHandle mutex_;
  OwnedHandle holder_;
};

// Writes down the holder. Without the privilege to make global memory (a user in a session of their
// own) nobody will know who it is; the lock holds all the same.
OwnedHandle tell_holder(const std::wstring& name) {
  OwnedHandle memory(CreateFileMappingW(INVALID_HANDLE_VALUE, nullptr, PAGE_READWRITE, 0,
                                        sizeof(Holder), (name + L"-holder").c_str()));
  if (!memory.is_open()) return memory;
  auto* const holder =
      static_cast<Holder*>(MapViewOfFile(memory.get(), FILE_MAP_WRITE, 0, 0, sizeof(Holder)));
  if (holder == nullptr) return memory;
  const std::wstring_view command = GetCommandLineW();
  const std::size_t length = std::min(command.size(), std::size(holder->command) - 1);
  std::copy_n(command.data(), length, holder->command);
  holder->command[length] = L'\0';
  holder->process = GetCurrentProcessId();
  UnmapViewOfFile(holder);
  return memory;
}

std::string describe_holder(const std::wstring& name) {
  const OwnedHandle memory(OpenFileMappingW(FILE_MAP_READ, FALSE, (name + L"-holder").c_str()));
  const auto* const holder = memory.is_open()
                                 ? static_cast<const Holder*>(MapViewOfFile(
                                       memory.get(), FILE_MAP_READ, 0, 0, sizeof(Holder)))
                                 : nullptr;
  if (holder == nullptr) return "another process";
  const DWORD process = holder->process;
  const std::string command =
      to_wtf8({holder->command, wcsnlen(holder->command, std::size(holder->command))});
  UnmapViewOfFile(holder);
  if (process == 0) return "another process";
  if (process == GetCurrentProcessId()) return "another job of this process";
  return "process " + std::to_string(process) + " (" + command + ")";
}

}  // namespace

// The name begins with "Global\", which is for the sessions of all users together ("Kernel object
// namespaces").
Result<std::string> place_name(const Directory& replica) {
  const auto entry = replica.examine();
  if (!entry) return failure(entry.error());
  char name[80];
  std::snprintf(name, sizeof name, "Global\\Lockstep-replica-%016llx-%016llx",
                static_cast<unsigned long long>(entry->identity.volume),
                static_cast<unsigned long long>(entry->identity.object));
  return std::string(name);
}

Result<std::unique_ptr<ReplicaLock>> take_place(const std::string& name) {
  const std::wstring text(name.begin(), name.end());
  OwnedHandle mutex(CreateMutexW(nullptr, FALSE, text.c_str()));
  const DWORD code = GetLastError();
  // Another user's mutex can't be opened, but the system tells that it is there.
  if (code == ERROR_ALREADY_EXISTS || code == ERROR_ACCESS_DENIED) {
    return failure(
        Error(ErrorKind::locked, "in use by " + describe_holder(text), static_cast<int>(code)));
  }
  if (!mutex.is_open()) return failure(os_error(static_cast<int>(code)));
  OwnedHandle holder = tell_holder(text);
  return std::make_unique<WindowsReplicaLock>(std::move(mutex), std::move(holder));
}

// There is nothing to lock: the place is everybody's already.
Result<PassLock> lock_for_pass(const Directory& /*replica*/) { return PassLock{}; }

}  // namespace lockstep
