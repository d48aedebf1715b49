#include "app/host/stop_request.h"

#include <utility>

#include "app/report/exit_code.h"

namespace lockstep {

Result<std::unique_ptr<StopRequest>> StopRequest::watch(SignalSet set) {
  auto request = std::make_unique<StopRequest>();
  auto signals = watch_signals(set, [stop = request.get()](Signal signal) {
    if (signal == Signal::sync_now || signal == Signal::interrupted_again) {
      const std::lock_guard lock(stop->mutex_);
      const auto& call = signal == Signal::sync_now ? stop->sync_now_ : stop->lost_patience_;
      if (call) call();
      return;
    }
    stop->signal_ = signal;
    stop->source_.request_stop();
  });
  if (!signals) return failure(signals.error().within("watch for signals"));
  request->signals_ = std::move(*signals);
  return request;
}

void StopRequest::on_sync_now(std::function<void()> call) {
  const std::lock_guard lock(mutex_);
  sync_now_ = std::move(call);
}

void StopRequest::on_lost_patience(std::function<void()> call) {
  const std::lock_guard lock(mutex_);
  lost_patience_ = std::move(call);
}

int StopRequest::exit_code_of(int code) const {
  if (code != kExitInterrupted) return code;
  return signal_ == Signal::interrupt ? kExitInterrupted : kExitTerminated;
}

}  // namespace lockstep
