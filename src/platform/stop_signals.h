// SIGINT and SIGTERM (Windows: Ctrl-C, Ctrl-Break, close) as a value to wait for: signals are read (signalfd), never handled.
#pragma once

#include <functional>
#include <memory>

#include "base/result.h"

namespace lockstep {

enum class StopSignal { interrupt, terminate };

class StopSignals {
 public:
  virtual ~StopSignals() = default;  // gives the signals back
};

// Call before any other thread is started: it blocks the signals for the calling thread and all that it starts.
// `on_signal` runs on a thread of its own. A second interrupt ends the process at once with status 130.
[[nodiscard]] Result<std::unique_ptr<StopSignals>> watch_stop_signals(std::function<void(StopSignal)> on_signal);

}  // namespace lockstep
