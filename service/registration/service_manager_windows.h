// The service control manager (SCM) of this machine, and our service in it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <windows.h>

#include "base/result.h"

namespace lockstep {

// Owns a handle of the service manager or of a service, and closes it.
class ScmHandle {
 public:
  ScmHandle() = default;
  explicit ScmHandle(SC_HANDLE handle) : handle_(handle) {}
  ScmHandle(ScmHandle&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  ScmHandle& operator=(ScmHandle&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~ScmHandle() {
    if (handle_ != nullptr) CloseServiceHandle(handle_);
  }

  [[nodiscard]] bool is_open() const { return handle_ != nullptr; }
  [[nodiscard]] SC_HANDLE get() const { return handle_; }

 private:
  SC_HANDLE handle_ = nullptr;
};

// Words the SCM's error from GetLastError(): permission_denied tells the user to run as
// administrator, not_found that the service is not installed.
[[nodiscard]] Error scm_error();

[[nodiscard]] Result<ScmHandle> open_manager(DWORD access);
// Opens our service with such access.
[[nodiscard]] Result<ScmHandle> open_service(DWORD access);

[[nodiscard]] Result<SERVICE_STATUS_PROCESS> status_of(const ScmHandle& service);

struct ServiceConfig {
  DWORD start_type = 0;  // SERVICE_AUTO_START…
  std::wstring account;  // "LocalSystem", ".\\somebody"…
};
[[nodiscard]] Result<ServiceConfig> config_of(const ScmHandle& service);
// Returns the account that our service runs as; none if it is not registered, or the system does
// not say.
[[nodiscard]] std::optional<std::wstring> registered_account();

// Waits while the service is in the state `pending`, as long as it shows progress, and returns its
// state after that. Fails with `busy` if it shows none.
[[nodiscard]] Result<SERVICE_STATUS_PROCESS> wait_while(const ScmHandle& service, DWORD pending);

}  // namespace lockstep
