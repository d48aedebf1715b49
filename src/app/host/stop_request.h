// Turns a signal that stops a command which works once into a stop token.
#pragma once

#include <atomic>
#include <memory>
#include <stop_token>

#include "base/result.h"
#include "platform/supervision/signals.h"

namespace lockstep {

class StopRequest {
 public:
  // Begins to watch signals. Call it before any other thread is started. Another Ctrl-C, a second
  // or more after the first, ends the process at once.
  [[nodiscard]] static Result<std::unique_ptr<StopRequest>> watch();

  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

  // Returns kExitInterrupted or kExitTerminated if `code` says that the work was cut short, else
  // `code`.
  [[nodiscard]] int exit_code_of(int code) const;

 private:
  std::stop_source source_;
  std::atomic<Signal> signal_ = Signal::interrupt;
  std::unique_ptr<Signals> signals_;  // stands last, so it ends before what it uses
};

}  // namespace lockstep
