#include <chrono>
#include <mutex>
#include <optional>
#include <utility>
#include <windows.h>

#include "platform/supervision/signal_delivery_windows.h"
#include "platform/supervision/signals.h"
#include "platform/supervision/supervisor_windows.h"
#include "platform/system/os_error.h"

namespace lockstep {
namespace {

constexpr std::chrono::seconds kSameMoment{1};
// The status that a shell reports of a program that Ctrl-C ended.
constexpr UINT kInterrupted = 130;

// The console's handler is told only the event, so there is one of these for the process.
struct Delivery {
  std::mutex mutex;
  // Guarded by mutex, also while it is called.
  std::function<void(Signal)> call;
  std::optional<std::chrono::steady_clock::time_point> interrupted;  // guarded by mutex
};
Delivery& delivery() {
  // It is never destroyed: the handler's thread may be in it when the process ends.
  static auto* const one = new Delivery;
  return *one;
}

void interrupt() {
  const auto now = std::chrono::steady_clock::now();
  std::optional<std::chrono::steady_clock::time_point> before;
  {
    const std::scoped_lock lock(delivery().mutex);
    before = delivery().interrupted;
    if (!before) delivery().interrupted = now;
  }
  if (!before) {
    deliver_signal(Signal::interrupt);
  } else if (now - *before >= kSameMoment) {
    deliver_signal(Signal::interrupted_again);
    TerminateProcess(GetCurrentProcess(), kInterrupted);
  }
}

// Called on a thread that the system starts for it (HandlerRoutine).
BOOL WINAPI on_console_event(DWORD event) {
  switch (event) {
    case CTRL_C_EVENT:
    case CTRL_BREAK_EVENT:
      interrupt();
      return TRUE;
    case CTRL_LOGOFF_EVENT:
    case CTRL_SHUTDOWN_EVENT:
      // Services hear of every user who logs off; the SCM tells them what concerns them.
      if (is_below_scm()) return TRUE;
      [[fallthrough]];
    case CTRL_CLOSE_EVENT:
      deliver_signal(Signal::terminate);
      // The process is ended when this returns: it gets the time that the system gives it (5 s).
      Sleep(INFINITE);
      return TRUE;
    default:
      return FALSE;
  }
}

class WindowsSignals final : public Signals {
 public:
  WindowsSignals() = default;
  WindowsSignals(const WindowsSignals&) = delete;
  WindowsSignals& operator=(const WindowsSignals&) = delete;
  ~WindowsSignals() override {
    SetConsoleCtrlHandler(on_console_event, FALSE);
    const std::scoped_lock lock(delivery().mutex);
    delivery().call = {};
    delivery().interrupted.reset();
  }
};

}  // namespace

void deliver_signal(Signal signal) {
  const std::scoped_lock lock(delivery().mutex);
  if (delivery().call) delivery().call(signal);
}

// The set is not looked at: the console's events mean the same for a command and a service.
Result<std::unique_ptr<Signals>> watch_signals(SignalSet /*set*/,
                                               std::function<void(Signal)> on_signal) {
  {
    const std::scoped_lock lock(delivery().mutex);
    delivery().call = std::move(on_signal);
  }
  auto signals = std::make_unique<WindowsSignals>();
  // The program that started us may have switched Ctrl-C off (SetConsoleCtrlHandler: it is
  // inherited).
  SetConsoleCtrlHandler(nullptr, FALSE);
  if (!SetConsoleCtrlHandler(on_console_event, TRUE)) {
    return failure(os_error(static_cast<int>(GetLastError())));
  }
  return signals;
}

}  // namespace lockstep
