// The signals that people and supervisors send to a running process (Windows: Ctrl-C, Ctrl-Break,
// close), as values to wait for: signals are read (signalfd), never handled.
#pragma once

#include <functional>
#include <memory>

#include "base/result.h"

namespace lockstep {

enum class Signal {
  interrupt,  // SIGINT
  // A second SIGINT, a second or more after the first: somebody has lost patience. Supervisors,
  // shells and `timeout` signal a process and its group, so one that follows within a moment is the
  // same signal and is not told.
  interrupted_again,
  terminate,  // SIGTERM; also SIGHUP, if the terminal that we were started from has gone
  reload,     // SIGHUP
  sync_now,   // SIGUSR1; on Windows the SCM's control of that meaning
  pause,      // only from the SCM
  resume,     // only from the SCM
};

enum class SignalSet {
  // For a command of one pass: interrupt and terminate.
  stops,
  // For `run`: reload, too, unless the process was started to ignore it (nohup).
  repeats,
  service,  // all of them
};

class Signals {
 public:
  virtual ~Signals() = default;  // gives the signals back
};

// Call this before any other thread is started: it blocks the signals for the calling thread and
// all that it starts. `on_signal` runs on a thread of its own. When it returns from
// `interrupted_again` the process ends at once with status 130.
[[nodiscard]] Result<std::unique_ptr<Signals>> watch_signals(SignalSet set,
                                                             std::function<void(Signal)> on_signal);

}  // namespace lockstep
