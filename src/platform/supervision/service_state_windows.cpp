#include "platform/supervision/service_state_windows.h"

#include <utility>

namespace lockstep {
namespace {

constexpr std::chrono::seconds kHint{20};

bool is_pending(DWORD state) {
  return state == SERVICE_START_PENDING || state == SERVICE_STOP_PENDING ||
         state == SERVICE_PAUSE_PENDING || state == SERVICE_CONTINUE_PENDING;
}

bool is_ending(DWORD state) { return state == SERVICE_STOP_PENDING || state == SERVICE_STOPPED; }

}  // namespace

ServiceState::ServiceState(Report report, Deliver deliver)
    : report_(std::move(report)), deliver_(std::move(deliver)) {
  status_.dwServiceType = SERVICE_WIN32_OWN_PROCESS;
  status_.dwCurrentState = SERVICE_START_PENDING;
}

void ServiceState::tell(DWORD state, std::chrono::milliseconds hint) {
  // The checkpoint counts within one state and is 0 in those that last (SERVICE_STATUS).
  const bool goes_on = state == status_.dwCurrentState;
  status_.dwCheckPoint = !is_pending(state) ? 0 : goes_on ? status_.dwCheckPoint + 1 : 1;
  status_.dwCurrentState = state;
  status_.dwWaitHint = is_pending(state) ? static_cast<DWORD>(hint.count()) : 0;
  // A start can't be interrupted: there is nobody yet to take the signal.
  const bool listens = state != SERVICE_START_PENDING && !is_ending(state);
  status_.dwControlsAccepted =
      listens ? SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_SHUTDOWN | SERVICE_ACCEPT_PRESHUTDOWN |
                    SERVICE_ACCEPT_PAUSE_CONTINUE | SERVICE_ACCEPT_PARAMCHANGE
              : 0;
  report_(status_);
}

void ServiceState::begin() {
  const std::scoped_lock lock(mutex_);
  tell(SERVICE_START_PENDING, kHint);
}

void ServiceState::ready() {
  const std::scoped_lock lock(mutex_);
  if (is_ending(status_.dwCurrentState)) return;
  const DWORD state = is_paused_ ? SERVICE_PAUSED : SERVICE_RUNNING;
  if (status_.dwCurrentState != state) tell(state, {});
}

void ServiceState::paused(bool is_paused) {
  {
    const std::scoped_lock lock(mutex_);
    is_paused_ = is_paused;
    if (status_.dwCurrentState == SERVICE_START_PENDING) return;
  }
  ready();
}

void ServiceState::stopping() {
  const std::scoped_lock lock(mutex_);
  if (!is_ending(status_.dwCurrentState)) tell(SERVICE_STOP_PENDING, kHint);
}

void ServiceState::more_time(std::chrono::milliseconds time) {
  const std::scoped_lock lock(mutex_);
  if (is_pending(status_.dwCurrentState)) tell(status_.dwCurrentState, time);
}

void ServiceState::ended(int exit_code) {
  const std::scoped_lock lock(mutex_);
  status_.dwWin32ExitCode = exit_code == 0 ? NO_ERROR : ERROR_SERVICE_SPECIFIC_ERROR;
  status_.dwServiceSpecificExitCode = static_cast<DWORD>(exit_code);
  if (status_.dwCurrentState != SERVICE_STOPPED) tell(SERVICE_STOPPED, {});
}

DWORD ServiceState::handle(DWORD control) {
  const auto move_to = [this](DWORD state) {
    const std::scoped_lock lock(mutex_);
    if (!is_ending(status_.dwCurrentState)) tell(state, kHint);
  };
  switch (control) {
    case SERVICE_CONTROL_INTERROGATE:
      return NO_ERROR;
    case SERVICE_CONTROL_STOP:
    case SERVICE_CONTROL_SHUTDOWN:
    case SERVICE_CONTROL_PRESHUTDOWN:
      move_to(SERVICE_STOP_PENDING);
      deliver_(Signal::terminate);
      return NO_ERROR;
    case SERVICE_CONTROL_PAUSE:
      move_to(SERVICE_PAUSE_PENDING);
      deliver_(Signal::pause);
      return NO_ERROR;
    case SERVICE_CONTROL_CONTINUE:
      move_to(SERVICE_CONTINUE_PENDING);
      deliver_(Signal::resume);
      return NO_ERROR;
    case SERVICE_CONTROL_PARAMCHANGE:
      deliver_(Signal::reload);
      return NO_ERROR;
    case kSyncNowControl:
      deliver_(Signal::sync_now);
      return NO_ERROR;
    default:
      return ERROR_CALL_NOT_IMPLEMENTED;
  }
}

bool ServiceState::is_starting() {
  const std::scoped_lock lock(mutex_);
  return status_.dwCurrentState == SERVICE_START_PENDING;
}

}  // namespace lockstep
