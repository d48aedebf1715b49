#include "service/registration/service_manager_windows.h"

#include <algorithm>
#include <chrono>

#include "platform/supervision/service_key_windows.h"
#include "platform/system/os_error.h"

namespace lockstep {

Error scm_error() {
  const auto code = static_cast<int>(GetLastError());
  switch (code) {
    case ERROR_ACCESS_DENIED:
      return Error(ErrorKind::permission_denied,
                   "services are the administrators': run this as administrator, in a prompt "
                   "opened by 'Run as administrator'",
                   code);
    case ERROR_SERVICE_DOES_NOT_EXIST:
      return Error(ErrorKind::not_found,
                   "the service is not installed; 'lockstep service install' does it", code);
    case ERROR_SERVICE_MARKED_FOR_DELETE:
      return Error(ErrorKind::already_exists,
                   "the service is being removed; programs that show services keep it until they "
                   "are closed",
                   code);
    default:
      return os_error(code);
  }
}

Result<ScmHandle> open_manager(DWORD access) {
  ScmHandle manager(OpenSCManagerW(nullptr, nullptr, access));
  if (!manager.is_open()) return failure(scm_error());
  return manager;
}

Result<ScmHandle> open_service(DWORD access) {
  const auto manager = open_manager(SC_MANAGER_CONNECT);
  if (!manager) return failure(manager.error());
  ScmHandle service(OpenServiceW(manager->get(), kServiceName, access));
  if (!service.is_open()) return failure(scm_error());
  return service;
}

Result<SERVICE_STATUS_PROCESS> status_of(const ScmHandle& service) {
  SERVICE_STATUS_PROCESS status{};
  DWORD size = 0;
  if (!QueryServiceStatusEx(service.get(), SC_STATUS_PROCESS_INFO, reinterpret_cast<BYTE*>(&status),
                            sizeof status, &size)) {
    return failure(scm_error());
  }
  return status;
}

Result<ServiceConfig> config_of(const ScmHandle& service) {
  constexpr std::size_t kMost = 8 * 1024;  // the largest there is (QueryServiceConfig)
  alignas(QUERY_SERVICE_CONFIGW) BYTE buffer[kMost];
  DWORD size = 0;
  const auto& config = *reinterpret_cast<QUERY_SERVICE_CONFIGW*>(buffer);
  if (!QueryServiceConfigW(service.get(), reinterpret_cast<QUERY_SERVICE_CONFIGW*>(buffer),
                           sizeof buffer, &size)) {
    return failure(scm_error());
  }
  // Only a driver has no account's name, and that is no service of ours.
  const bool is_named = config.lpServiceStartName != nullptr;
  return ServiceConfig{config.dwStartType, is_named ? config.lpServiceStartName : L""};
}

std::optional<std::wstring> registered_account() {
  const auto service = open_service(SERVICE_QUERY_CONFIG);
  if (!service) return std::nullopt;
  auto config = config_of(*service);
  if (!config || config->account.empty()) return std::nullopt;
  return std::move(config->account);
}

// Progress is a checkpoint that grows within the hint: "Starting a Service" (learn.microsoft.com).
Result<SERVICE_STATUS_PROCESS> wait_while(const ScmHandle& service, DWORD pending) {
  using Time = std::chrono::steady_clock;
  constexpr std::chrono::milliseconds kLeastPatience{30'000};
  constexpr DWORD kLookEvery = 50;
  DWORD checkpoint = 0;
  auto progress = Time::now();
  while (true) {
    auto status = status_of(service);
    if (!status || status->dwCurrentState != pending) return status;
    if (status->dwCheckPoint != checkpoint) {
      checkpoint = status->dwCheckPoint;
      progress = Time::now();
    }
    const std::chrono::milliseconds hint(status->dwWaitHint);
    if (Time::now() - progress > std::max(kLeastPatience, hint)) {
      return failure(ErrorKind::busy, "the service shows no progress; it is left to itself");
    }
    Sleep(kLookEvery);
  }
}

}  // namespace lockstep
