#include "base/fair_share.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "base/worker_pool.h"

using namespace lockstep;

namespace {

// Until so many wait for a place: nobody can be told apart who is about to.
void await_waiting(const FairShare& share, std::size_t count) {
  while (share.waiting() != count) std::this_thread::yield();
}

}  // namespace

TEST_CASE("a pool that copies a huge tree lets another go first between two tasks") {
  FairShare share(1);
  std::string order;  // one place: one writer at a time
  WorkerPool huge(1, &share);
  WorkerPool small(1, &share);
  huge.run([&] {
    for (const char name : {'3', '2'}) huge.submit([&, name] { order += name; });
    small.submit([&] { order += 's'; });
    await_waiting(share, 1);
    order += '1';
  });
  small.wait_idle();
  CHECK(order == "1s23");
}

TEST_CASE("a long task gives way where it says so") {
  FairShare share(1);
  std::string order;
  WorkerPool huge(1, &share);
  WorkerPool small(1, &share);
  huge.run([&] {
    WorkerPool::give_way();  // nobody waits
    order += '1';
    small.submit([&] { order += 's'; });
    await_waiting(share, 1);
    WorkerPool::give_way();
    order += '2';
  });
  small.wait_idle();
  CHECK(order == "1s2");
}

TEST_CASE("a worker that rests leaves its place to another") {
  FairShare share(1);
  std::string order;
  WorkerPool waits(1, &share);
  WorkerPool works(1, &share);
  waits.run([&] {
    {
      const WorkerPool::Rest rest;
      works.run([&] { order += 'w'; });
    }
    order += '1';
  });
  CHECK(order == "w1");
}

TEST_CASE("a free place goes to the pool that has the fewest at work") {
  FairShare share(3);
  FairShare::Member many(&share);
  FairShare::Member few(&share);
  FairShare::Member none(&share);
  many.enter();
  many.enter();
  few.enter();
  const auto arrive = [](FairShare::Member& member) {
    return std::jthread([&member] { member.enter(); });
  };
  auto third_of_many = arrive(many);
  await_waiting(share, 1);
  auto second_of_few = arrive(few);
  await_waiting(share, 2);
  auto first_of_none = arrive(none);
  await_waiting(share, 3);

  SUBCASE("one after the other") {
    many.leave();  // whoever came last has none
    first_of_none.join();
    CHECK(share.waiting() == 2);
    few.leave();  // now that pool has none
    second_of_few.join();
    CHECK(share.waiting() == 1);
    none.leave();
    third_of_many.join();
    CHECK(share.waiting() == 0);
  }
  SUBCASE("a higher limit lets all of them in") {
    share.set_limit(6);
    third_of_many.join();
    second_of_few.join();
    first_of_none.join();
    CHECK(share.waiting() == 0);
  }
}

TEST_CASE("after the limit was lowered those beyond it leave when they give way") {
  FairShare share(2);
  FairShare::Member one(&share);
  FairShare::Member other(&share);
  one.enter();
  other.enter();
  share.set_limit(1);
  std::atomic<bool> back = false;
  std::jthread giving([&] {
    one.give_way();
    back = true;
  });
  await_waiting(share, 1);
  CHECK_FALSE(back);
  other.leave();
  giving.join();
  CHECK(back);
  one.leave();
}

TEST_CASE("no more than the limit are at work, however many pools there are") {
  FairShare share(2);
  std::vector<std::unique_ptr<WorkerPool>> pools;
  std::atomic<int> working = 0;
  std::atomic<int> most = 0;
  std::atomic<int> done = 0;
  for (int i = 0; i < 4; ++i) pools.push_back(std::make_unique<WorkerPool>(3, &share));
  for (int task = 0; task < 2'000; ++task) {
    pools[static_cast<std::size_t>(task) % pools.size()]->submit([&] {
      const int now = ++working;
      int seen = most;
      while (seen < now && !most.compare_exchange_weak(seen, now)) {
      }
      ++done;
      --working;
    });
  }
  for (auto& pool : pools) pool->wait_idle();
  CHECK(done == 2'000);
  CHECK(most <= 2);
}

TEST_CASE("without a share nothing waits") {
  FairShare::Member free(nullptr);
  free.enter();
  free.give_way();
  free.leave();
  WorkerPool::give_way();
  const WorkerPool::Rest rest;
}
