// Ctrl-C and termination signals as a stop token, for commands in the foreground.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>

#include "base/result.h"
#include "platform/supervision/signals.h"

namespace lockstep {

class StopRequest {
 public:
  // Before any other thread is started. Another Ctrl-C, a second or more after the first, ends the
  // process at once. A reload is a stop too: a command line can't be read again.
  [[nodiscard]] static Result<std::unique_ptr<StopRequest>> watch(SignalSet set);

  // What SIGUSR1 does, on a thread of its own; empty: nothing. When this returns, what was there
  // before is not being called any more.
  void on_sync_now(std::function<void()> call);

  // What is to be done before that second Ctrl-C ends the process, by the same rules.
  void on_lost_patience(std::function<void()> call);

  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

  // kExitInterrupted or kExitTerminated when `code` says that the work was cut short; else `code`.
  [[nodiscard]] int exit_code_of(int code) const;

 private:
  std::stop_source source_;
  std::atomic<Signal> signal_ = Signal::interrupt;
  std::mutex mutex_;
  std::function<void()> sync_now_;       // guarded by mutex_, also while it is called
  std::function<void()> lost_patience_;  // the same
  std::unique_ptr<Signals> signals_;  // last: ends before what it calls
};

}  // namespace lockstep
