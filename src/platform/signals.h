// What people and supervisors send to a running process (Windows: Ctrl-C, Ctrl-Break, close), as
// values to wait for: signals are read (signalfd), never handled.
#pragma once

#include <functional>
#include <memory>

#include "base/result.h"

namespace lockstep {

enum class Signal {
  interrupt,  // SIGINT
  terminate,  // SIGTERM; SIGHUP too, when the terminal that we were started from has gone
  reload,     // SIGHUP
  sync_now,   // SIGUSR1; the SCM's control of that meaning
  pause,      // the SCM alone
  resume,     // the SCM alone
};

enum class SignalSet {
  stops,  // interrupt and terminate: what a command wants
  all,    // what a service wants
};

class Signals {
 public:
  virtual ~Signals() = default;  // gives the signals back
};

// Call before any other thread is started: it blocks the signals for the calling thread and all
// that it starts. `on_signal` runs on a thread of its own. A second interrupt ends the process at
// once with status 130.
[[nodiscard]] Result<std::unique_ptr<Signals>> watch_signals(SignalSet set,
                                                             std::function<void(Signal)> on_signal);

}  // namespace lockstep
