// Ctrl-C and termination signals as a stop token, for commands in the foreground.
#pragma once

#include <atomic>
#include <memory>
#include <stop_token>

#include "base/result.h"
#include "platform/signals.h"

namespace lockstep {

class StopRequest {
 public:
  // Before any other thread is started. A second Ctrl-C ends the process at once.
  [[nodiscard]] static Result<std::unique_ptr<StopRequest>> watch();

  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

  // kExitInterrupted or kExitTerminated when `code` says that the work was cut short; else `code`.
  [[nodiscard]] int exit_code_of(int code) const;

 private:
  std::stop_source source_;
  std::atomic<Signal> signal_ = Signal::interrupt;
  std::unique_ptr<Signals> signals_;  // last: ends before what it calls
};

}  // namespace lockstep
