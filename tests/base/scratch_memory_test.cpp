#include "base/scratch_memory.h"

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

using namespace lockstep;

namespace {

using Scratch = ScratchMemory<10'000>;

}  // namespace

TEST_CASE("scratch memory begins with a page, and nobody else has it") {
  std::vector<std::jthread> threads;
  std::atomic<int> torn = 0;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&torn, thread] {
      for (int round = 0; round < 1000; ++round) {
        Scratch one;
        Scratch other;
        Scratch third;  // one more than a thread has places for
        for (Scratch* scratch : {&one, &other, &third}) {
          CHECK(reinterpret_cast<std::uintptr_t>(scratch->bytes().data()) % 4096 == 0);
          REQUIRE(scratch->bytes().size() == 10'000);
        }
        const auto mark = [&](int which) {
          return std::byte(static_cast<unsigned>(thread * 3 + which));
        };
        one.bytes().back() = mark(0);
        other.bytes().back() = mark(1);
        third.bytes().back() = mark(2);
        std::this_thread::yield();
        if (one.bytes().back() != mark(0) || other.bytes().back() != mark(1) ||
            third.bytes().back() != mark(2))
          ++torn;
      }
    });
  }
  threads.clear();
  CHECK(torn == 0);
}

TEST_CASE("a thread is lent what it gave back") {
  const std::byte* first = nullptr;
  {
    Scratch later;  // malloc would give again what came back last
    Scratch scratch;
    first = scratch.bytes().data();
  }
  Scratch again;
  CHECK(again.bytes().data() == first);
}
