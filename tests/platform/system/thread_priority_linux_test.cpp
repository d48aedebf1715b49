#include <algorithm>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

#include <doctest/doctest.h>

#include "platform/system/thread_priority.h"

using namespace lockstep;

namespace {

// The constants of ioprio_set(2), as in the code under test.
constexpr int kWhoProcess = 1;
constexpr int kClassShift = 13;
constexpr int kBestEffort = 2;
constexpr int kIdle = 3;
constexpr int kNicest = 19;

struct Measured {
  int nice = 0;
  int io_class = 0;
  int io_level = 0;
};

Measured measure() {
  const auto io = static_cast<int>(syscall(SYS_ioprio_get, kWhoProcess, 0));
  return {getpriority(PRIO_PROCESS, 0), io >> kClassShift, io & ((1 << kClassShift) - 1)};
}

// Measures in a thread of its own, and in one that this starts.
Measured measure_with(const ThreadPriority& priority, Measured& inherited) {
  Measured own;
  std::jthread([&] {
    CHECK(set_thread_priority(priority));
    own = measure();
    std::jthread([&] { inherited = measure(); }).join();
  }).join();
  return own;
}

}  // namespace

TEST_CASE("a thread gets its priority, those that it starts too, and no other") {
  const Measured before = measure();
  Measured inherited;
  const int nicer = std::min(before.nice + 1, kNicest);  // the test itself may be started with one
  const Measured idle = measure_with({IoPriority::idle, nicer}, inherited);
  CHECK(idle.nice == nicer);
  CHECK(inherited.nice == nicer);
  CHECK(idle.io_class == kIdle);
  CHECK(inherited.io_class == kIdle);

  const Measured low = measure_with({IoPriority::low, 0}, inherited);
  CHECK(low.nice == before.nice);
  CHECK(low.io_class == kBestEffort);
  CHECK(low.io_level == 7);

  const Measured normal = measure_with({}, inherited);
  CHECK(normal.nice == before.nice);
  CHECK(normal.io_class == before.io_class);
  CHECK(measure().nice == before.nice);
}

TEST_CASE("a thread that is nicer already stays so, whoever runs it") {
  const int nicer = std::min(measure().nice + 5, kNicest);
  std::jthread([nicer] {
    CHECK(set_thread_priority({IoPriority::normal, nicer}));
    CHECK(set_thread_priority({IoPriority::normal, 1}));
    CHECK(measure().nice == nicer);
  }).join();
}
