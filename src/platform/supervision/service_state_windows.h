// What the service control manager (SCM) is told of this process, and what it may tell us: the
// states of a service as a value that can be tested without the SCM.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <windows.h>

#include "platform/supervision/signals.h"

namespace lockstep {

// "Start a pass now": 128 to 255 are a service's own (ControlService).
constexpr DWORD kSyncNowControl = 128;

// Any thread.
class ServiceState {
 public:
  using Report = std::function<void(const SERVICE_STATUS&)>;
  using Deliver = std::function<void(Signal)>;
  ServiceState(Report report, Deliver deliver);

  // START_PENDING. What follows is told only while it makes sense: nothing comes after `ended`.
  void begin();
  void ready();
  void paused(bool is_paused);
  void stopping();
  // The next checkpoint of a start, a stop or a pause that is under way.
  void more_time(std::chrono::milliseconds time);
  // STOPPED. A code other than 0 is told as service-specific, so that recovery actions fire
  // (SERVICE_CONFIG_FAILURE_ACTIONS_FLAG).
  void ended(int exit_code);

  // Answers at once; the work is whoever's takes the signal. ERROR_CALL_NOT_IMPLEMENTED for what is
  // not understood.
  [[nodiscard]] DWORD handle(DWORD control);

  [[nodiscard]] bool is_starting();

 private:
  void tell(DWORD state, std::chrono::milliseconds hint);  // with mutex_ held

  Report report_;
  Deliver deliver_;
  std::mutex mutex_;
  SERVICE_STATUS status_{};  // guarded by mutex_
  bool is_paused_ = false;  // guarded by mutex_
};

}  // namespace lockstep
