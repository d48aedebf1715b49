#include "base/rate_limit.h"

#include <chrono>
#include <limits>
#include <thread>

#include <doctest/doctest.h>

#include "support/fake_clock.h"

using namespace lockstep;
using namespace std::chrono_literals;

TEST_CASE("without a limit nothing waits") {
  FakeClock clock;
  RateLimit limit(0, clock);
  CHECK(limit.reserve(std::numeric_limits<std::uint64_t>::max()) == 0s);
  CHECK(limit.acquire(1, {}));
}

TEST_CASE("requests queue up at the rate") {
  FakeClock clock;
  RateLimit limit(1000, clock);
  CHECK(limit.reserve(500) == 500ms);
  CHECK(limit.reserve(500) == 1s);
  clock.advance(1s);
  CHECK(limit.reserve(100) == 100ms);
  clock.advance(50ms);
  CHECK(limit.reserve(100) == 150ms);
}

TEST_CASE("another rate holds at once, and what was counted before is no debt") {
  FakeClock clock;
  RateLimit limit(1000, clock);
  CHECK(limit.reserve(10'000) == 10s);
  limit.set_rate(100'000);
  CHECK(limit.reserve(10'000) == 100ms);
  limit.set_rate(0);
  CHECK(limit.reserve(10'000) == 0s);
}

TEST_CASE("a pause saves up a quarter of a second, not more") {
  FakeClock clock;
  RateLimit limit(1000, clock);
  clock.advance(1h);
  CHECK(limit.reserve(200) == 0s);
  CHECK(limit.reserve(50) == 0s);
  CHECK(limit.reserve(50) == 50ms);
  CHECK(limit.reserve(1000) == 1050ms);
}

TEST_CASE("over a long time the rate is kept, whatever the sizes") {
  FakeClock clock;
  RateLimit limit(1'000'000, clock);
  const auto start = clock.steady_now();
  std::uint64_t bytes = 0;
  for (std::uint64_t step = 0; step < 1'000; ++step) {
    const std::uint64_t size = step * 7919 % 65'536;
    bytes += size;
    clock.advance(limit.reserve(size) + (step % 10 == 0 ? 100ms : 0ms));
  }
  const std::chrono::duration<double> taken = clock.steady_now() - start;
  CHECK(static_cast<double>(bytes) / taken.count() <= 1'000'000 * 1.001);
}

TEST_CASE("an absurd request neither overflows nor blocks for good") {
  FakeClock clock;
  RateLimit limit(1, clock);
  for (int request = 0; request < 100; ++request) {
    CHECK(limit.reserve(std::numeric_limits<std::uint64_t>::max()) > 0s);
  }
}

TEST_CASE("a stop ends the wait and gives back what was not read") {
  FakeClock clock;
  RateLimit limit(1, clock);
  std::stop_source stop;
  bool acquired = true;
  std::jthread waiting([&] { acquired = limit.acquire(3'600, stop.get_token()); });
  stop.request_stop();
  waiting.join();
  CHECK_FALSE(acquired);
  CHECK_FALSE(limit.acquire(1, stop.get_token()));
  CHECK(limit.reserve(1) == 1s);
}

TEST_CASE("acquiring waits for the time that was reserved") {
  const SystemClock clock;
  RateLimit limit(100'000, clock);
  const auto start = clock.steady_now();
  std::jthread other([&] { CHECK(limit.acquire(1'000, {})); });
  CHECK(limit.acquire(1'000, {}));
  other.join();
  CHECK(clock.steady_now() - start >= 20ms);
}
