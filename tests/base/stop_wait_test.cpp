// How the standard library waits with a stop_token: all waits of ours that a stop cuts short.
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

#include <doctest/doctest.h>

namespace lockstep {
namespace {

// A build whose library loses notices (packaging/cmake/settings.cmake) never comes to an end here.
TEST_CASE("a wait that a stop cuts short ends, however close the two come") {
  constexpr int kTries = 2000;
  int ended = 0;
  for (int i = 0; i < kTries; ++i) {
    std::jthread waiting([&ended](const std::stop_token& stop) {
      std::mutex mutex;
      std::condition_variable_any changed;
      std::unique_lock lock(mutex);
      changed.wait(lock, stop, [] { return false; });
      ++ended;
    });
    // Now and then the waiter is there already.
    if (i % 2 == 0) std::this_thread::yield();
    waiting.request_stop();
    waiting.join();
  }
  CHECK(ended == kTries);
}

}  // namespace
}  // namespace lockstep
