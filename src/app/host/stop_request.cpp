#include "app/host/stop_request.h"

#include <utility>

#include "app/report/exit_code.h"

namespace lockstep {

Result<std::unique_ptr<StopRequest>> StopRequest::watch() {
  auto request = std::make_unique<StopRequest>();
  auto signals = watch_signals(SignalSet::stops, [stop = request.get()](Signal signal) {
    // Windows reports these signals whatever the set is. There is nothing to do before the process
    // ends.
    if (signal == Signal::sync_now || signal == Signal::interrupted_again) return;
    stop->signal_ = signal;
    stop->source_.request_stop();
  });
  if (!signals) return failure(signals.error().within("watch for signals"));
  request->signals_ = std::move(*signals);
  return request;
}

int StopRequest::exit_code_of(int code) const {
  if (code != kExitInterrupted) return code;
  return signal_ == Signal::interrupt ? kExitInterrupted : kExitTerminated;
}

}  // namespace lockstep
