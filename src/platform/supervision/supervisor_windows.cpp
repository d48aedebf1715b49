// The service control manager (SCM). It starts a service on a thread of the process whose main
// thread waits in the dispatcher.

#include "platform/supervision/supervisor_windows.h"

#include <atomic>
#include <condition_variable>
#include <string>
#include <thread>
#include <utility>

#include "platform/supervision/event_source_windows.h"
#include "platform/supervision/service_state_windows.h"
#include "platform/supervision/signal_delivery_windows.h"
#include "platform/supervision/supervisor.h"
#include "platform/system/os_error.h"

namespace lockstep {
namespace {

constexpr std::chrono::seconds kTellEvery{2};
constexpr std::chrono::seconds kHint{20};
constexpr std::chrono::minutes kLongestStart{5};

// ServiceMain and the handler get no context of ours; one object is enough, as a process is one
// service.
struct Hosted {
  std::function<int()> work;
  SERVICE_STATUS_HANDLE handle = nullptr;
  ServiceState state{[this](const SERVICE_STATUS& status) {
                       SERVICE_STATUS told = status;
                       SetServiceStatus(handle, &told);
                     },
                     deliver_signal};
  int exit_code = 0;
};
std::atomic<Hosted*> hosted = nullptr;  // null outside the SCM

DWORD WINAPI on_control(DWORD control, DWORD /*event*/, void* /*data*/, void* context) {
  return static_cast<Hosted*>(context)->state.handle(control);
}

// Reports progress of a start: opening roots on a slow network takes its time. A start that hangs
// is not reported for ever.
void tell_start(Hosted& service, const std::stop_token& over) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  for (std::chrono::seconds passed{}; passed < kLongestStart; passed += kTellEvery) {
    never.wait_for(lock, over, kTellEvery, [] { return false; });
    if (over.stop_requested() || !service.state.is_starting()) return;
    service.state.more_time(kHint);
  }
}

void WINAPI serve(DWORD /*count*/, wchar_t** words) {
  Hosted& service = *hosted.load();
  // The name is ignored in a process that is one service (SERVICE_WIN32_OWN_PROCESS).
  service.handle = RegisterServiceCtrlHandlerExW(words[0], on_control, &service);
  if (service.handle == nullptr) return;
  service.state.begin();
  {
    const std::jthread telling([&](const std::stop_token& over) { tell_start(service, over); });
    service.exit_code = service.work();
  }
  service.state.ended(service.exit_code);
  // An installer that waited for that word removes the program's file next, and finds it in use for
  // as long as the process lasts: until the dispatcher has returned, and main() after it. So the
  // process ends here; all that was to be closed is closed.
  TerminateProcess(GetCurrentProcess(), static_cast<UINT>(service.exit_code));
}

class ScmSupervisor final : public Supervisor {
 public:
  explicit ScmSupervisor(ServiceState& state) : state_(state) {}

  void ready() override { state_.ready(); }
  void reloading() override {}  // the SCM has no state for it
  void paused(bool is_paused) override { state_.paused(is_paused); }
  void stopping() override { state_.stopping(); }
  // The SCM keeps no sentences. A sentence from before the service is ready says why it does not
  // start, and perhaps there is no log yet to say it.
  void status(const std::string& sentence) override {
    if (state_.is_starting()) report_event(EventSeverity::error, sentence);
  }
  void extend_timeout(std::chrono::seconds more) override { state_.more_time(more); }
  [[nodiscard]] std::optional<std::chrono::microseconds> watchdog_timeout() const override {
    return std::nullopt;
  }
  void alive() override {}

 private:
  ServiceState& state_;
};

class NoSupervisor final : public Supervisor {
 public:
  void ready() override {}
  void reloading() override {}
  void paused(bool /*is_paused*/) override {}
  void stopping() override {}
  void status(const std::string& /*sentence*/) override {}
  void extend_timeout(std::chrono::seconds /*more*/) override {}
  [[nodiscard]] std::optional<std::chrono::microseconds> watchdog_timeout() const override {
    return std::nullopt;
  }
  void alive() override {}
};

}  // namespace

std::unique_ptr<Supervisor> find_supervisor() {
  if (Hosted* const service = hosted.load()) return std::make_unique<ScmSupervisor>(service->state);
  return std::make_unique<NoSupervisor>();
}

bool is_below_scm() { return hosted.load() != nullptr; }

Result<int> work_below_supervisor(std::function<int()> work) {
  // It is never destroyed: the dispatcher may return while the service's thread still reports its
  // end.
  Hosted& service = *new Hosted;
  service.work = std::move(work);
  hosted = &service;
  wchar_t name[] = L"";
  const SERVICE_TABLE_ENTRYW table[] = {{name, serve}, {nullptr, nullptr}};
  const bool served = StartServiceCtrlDispatcherW(table) != 0;
  const DWORD code = served ? NO_ERROR : GetLastError();
  hosted = nullptr;
  if (served) return service.exit_code;
  if (code == ERROR_FAILED_SERVICE_CONTROLLER_CONNECT) {
    return failure(Error(ErrorKind::not_supported,
                         "only the service control manager can start this; 'lockstep service "
                         "start' asks it to, and 'lockstep run --config FILE' needs no service",
                         static_cast<int>(code)));
  }
  return failure(os_error(static_cast<int>(code)).within("talk to the service control manager"));
}

}  // namespace lockstep
