// The states of this process as a service, as the service control manager (SCM) is told of them,
// and the controls that the SCM sends: a value that can be tested without the SCM.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <windows.h>

#include "platform/supervision/signals.h"

namespace lockstep {

// Means "start a pass now": 128 to 255 are a service's own controls (ControlService).
constexpr DWORD kSyncNowControl = 128;

// The state of the service, for use by any thread.
class ServiceState {
 public:
  using Report = std::function<void(const SERVICE_STATUS&)>;
  using Deliver = std::function<void(Signal)>;
  ServiceState(Report report, Deliver deliver);

  // Reports START_PENDING. Later states are reported only while they make sense: none comes after
  // `ended`.
  void begin();
  void ready();
  void paused(bool is_paused);
  void stopping();
  // Reports the next checkpoint of a start, a stop or a pause that is under way.
  void more_time(std::chrono::milliseconds time);
  // Reports STOPPED. A code other than 0 is reported as service-specific, so that recovery actions
  // fire (SERVICE_CONFIG_FAILURE_ACTIONS_FLAG).
  void ended(int exit_code);

  // Answers at once; the work is done by whoever takes the signal. Returns
  // ERROR_CALL_NOT_IMPLEMENTED for a control that is not understood.
  [[nodiscard]] DWORD handle(DWORD control);

  [[nodiscard]] bool is_starting();

 private:
  // To be called with mutex_ held.
  void tell(DWORD state, std::chrono::milliseconds hint);

  Report report_;
  Deliver deliver_;
  std::mutex mutex_;
  SERVICE_STATUS status_{};  // guarded by mutex_
  bool is_paused_ = false;  // guarded by mutex_
};

}  // namespace lockstep
