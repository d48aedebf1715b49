// What people and supervisors send to a running process (Windows: Ctrl-C, Ctrl-Break, close), as
// values to wait for: signals are read (signalfd), never handled.
#pragma once

#include <functional>
#include <memory>

#include "base/result.h"

namespace lockstep {

enum class Signal {
  interrupt,  // SIGINT
  // SIGINT once more, a second or more after the first: somebody has lost patience. Supervisors,
  // shells and `timeout` signal a process and its group, so that a second one within a moment is
  // the same one and is not told.
  interrupted_again,
  terminate,  // SIGTERM; SIGHUP too, when the terminal that we were started from has gone
  reload,     // SIGHUP
  sync_now,   // SIGUSR1; the SCM's control of that meaning
  pause,      // the SCM alone
  resume,     // the SCM alone
};

enum class SignalSet {
  stops,    // interrupt and terminate: what a command of one pass wants
  repeats,  // what `run` wants: reload, too, but for whoever was started to ignore it (nohup)
  service,  // all of them
};

class Signals {
 public:
  virtual ~Signals() = default;  // gives the signals back
};

// Call before any other thread is started: it blocks the signals for the calling thread and all
// that it starts. `on_signal` runs on a thread of its own. When it returns from `interrupted_again`
// the process ends at once with status 130.
[[nodiscard]] Result<std::unique_ptr<Signals>> watch_signals(SignalSet set,
                                                             std::function<void(Signal)> on_signal);

}  // namespace lockstep
