#include "base/worker_limit.h"

#include <doctest/doctest.h>

using namespace lockstep;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kProcessors = 2;
constexpr std::size_t kMost = 16;

// A process whose figures go on window by window.
struct Observed {
  WorkerLimit limit{kProcessors, kProcessors};
  std::chrono::nanoseconds now{0};
  ProcessorUse use;

  std::size_t after(std::chrono::nanoseconds used, std::uint64_t waits, std::uint64_t preemptions,
                    bool more_to_do = true, std::size_t most = kMost) {
    now += 10ms;
    use.time += used;
    use.waits += waits;
    use.preemptions += preemptions;
    return limit.observe(now, use, more_to_do, most);
  }
};

}  // namespace

TEST_CASE("while workers wait for the disk there are more and more of them, up to the most") {
  Observed process;
  CHECK(process.after(0ms, 0, 0) == 2);  // the first figures are compared with nothing
  CHECK(process.after(1ms, 50, 1) == 4);
  CHECK(process.after(2ms, 50, 1) == 8);
  CHECK(process.after(4ms, 50, 1) == 16);
  CHECK(process.after(4ms, 50, 1) == 16);
}

TEST_CASE("workers that compute stay as many as are usual") {
  Observed process;
  process.after(0ms, 0, 0);
  CHECK(process.after(19ms, 5, 5) == 2);
  CHECK(process.after(18ms, 50, 5) == 2);
}

TEST_CASE("a busy machine is not taken for a slow disk") {
  Observed process;
  process.after(0ms, 0, 0);
  CHECK(process.after(2ms, 3, 40) == 2);
}

TEST_CASE("nobody is called for tasks that are not there") {
  Observed process;
  process.after(0ms, 0, 0);
  CHECK(process.after(1ms, 50, 0, false) == 2);
}

TEST_CASE("when the processors are busy the additional workers go, half of them at a time") {
  Observed process;
  process.after(0ms, 0, 0);
  process.after(1ms, 50, 0);
  CHECK(process.after(1ms, 50, 0) == 8);
  CHECK(process.after(20ms, 0, 0) == 4);
  CHECK(process.after(20ms, 0, 0) == 2);
  CHECK(process.after(20ms, 0, 0) == 2);
}

TEST_CASE("a smaller most holds at once, and never below the usual number") {
  Observed process;
  process.after(0ms, 0, 0);
  process.after(1ms, 50, 0);
  CHECK(process.after(1ms, 50, 0) == 8);
  CHECK(process.limit.observe(process.now, process.use, true, 3) == 3);
  CHECK(process.limit.observe(process.now, process.use, true, 0) == 2);
}

TEST_CASE("figures of a moment say nothing") {
  Observed process;
  process.after(0ms, 0, 0);
  process.use.waits += 10;
  CHECK(process.limit.observe(process.now + 1ms, process.use, true, kMost) == 2);
  CHECK(process.limit.observe(process.now + 6ms, process.use, true, kMost) == 4);
}
