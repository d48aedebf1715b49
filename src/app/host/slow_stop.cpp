#include "app/host/slow_stop.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

namespace lockstep {
namespace {

constexpr std::chrono::minutes kLongestStop{5};
constexpr std::chrono::seconds kMoreTime{20};  // that is asked for each time
constexpr std::chrono::seconds kAskEvery{5};

void ask_for_time(Supervisor& supervisor, const std::stop_token& over) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  for (std::chrono::seconds passed{}; passed < kLongestStop; passed += kAskEvery) {
    never.wait_for(lock, over, kAskEvery, [] { return false; });
    if (over.stop_requested()) return;
    supervisor.extend_timeout(kMoreTime);
    supervisor.status("Stopping; what was written is being flushed to the disk");
  }
}

}  // namespace

void stop_in_time(Supervisor& supervisor, const std::function<void()>& stop) {
  const std::jthread asking(
      [&supervisor](const std::stop_token& over) { ask_for_time(supervisor, over); });
  stop();
}

}  // namespace lockstep
