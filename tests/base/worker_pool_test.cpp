#include "base/worker_pool.h"

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

using namespace lockstep;

namespace {

// A tree of tasks: `width` children a task, `depth` levels below this one.
void grow(WorkerPool& pool, std::atomic<int>& count, int width, int depth) {
  ++count;
  if (depth == 0) {
    return;
  }
  for (int child = 0; child < width; ++child) {
    pool.submit([&pool, &count, width, depth] { grow(pool, count, width, depth - 1); });
  }
}

}  // namespace

TEST_CASE("a task runs, whether its captures fit or not, and dies once") {
  const auto witness = std::make_shared<int>(0);
  {
    Task small([witness] { ++*witness; });
    Task large([witness, ballast = std::array<char, 500>{}] { *witness += 10 + ballast[0]; });
    Task move_only([witness, owned = std::make_unique<int>(100)] { *witness += *owned; });
    CHECK(witness.use_count() == 4);
    Task moved(std::move(small));
    CHECK_FALSE(small);
    moved();
    large();
    move_only();
    CHECK(*witness == 111);
    moved = std::move(large);
    CHECK(witness.use_count() == 3);
    moved();
    CHECK(*witness == 121);
    moved.reset();
    CHECK_FALSE(moved);
  }
  CHECK(witness.use_count() == 1);
}

TEST_CASE("waiting on a pool that has nothing to do returns at once") {
  for (const std::size_t threads : {0U, 1U, 4U}) {
    WorkerPool pool(threads);
    pool.wait_idle();
    pool.wait_idle();
    CHECK(pool.size() >= 1);
  }
}

TEST_CASE("with one thread the task submitted last runs next") {
  WorkerPool pool(1);
  std::string order;
  pool.run([&] {
    for (const char name : {'a', 'b', 'c'}) {
      pool.submit([&, name] {
        order += name;
        if (name != 'c') {
          return;
        }
        pool.submit([&] { order += '1'; });
        pool.submit([&] { order += '2'; });
      });
    }
  });
  CHECK(order == "c21ba");
}

TEST_CASE("every task of a tree is done before the wait ends, run after run") {
  for (const std::size_t threads : {1U, 2U, 8U}) {
    WorkerPool pool(threads);
    for (int round = 0; round < 20; ++round) {
      std::atomic<int> count = 0;
      pool.run([&] { grow(pool, count, 4, 5); });
      CHECK(count == 1 + 4 + 16 + 64 + 256 + 1024);
    }
  }
}

TEST_CASE("a hundred thousand tasks from within one task") {
  WorkerPool pool(4);
  std::vector<int> sums(pool.size());  // no lock: one a worker
  pool.run([&] {
    for (int task = 0; task < 100'000; ++task) {
      pool.submit([&] { ++sums.at(WorkerPool::current_worker()); });
    }
  });
  int total = 0;
  for (const int sum : sums) {
    total += sum;
  }
  CHECK(total == 100'000);
}

TEST_CASE("many small runs: no wake-up is lost between falling asleep and submitting") {
  WorkerPool pool(3);
  std::atomic<int> count = 0;
  for (int round = 0; round < 20'000; ++round) {
    pool.submit([&] { ++count; });
    if (round % 3 == 0) {
      pool.wait_idle();
    }
  }
  pool.wait_idle();
  CHECK(count == 20'000);
}

TEST_CASE("several threads may submit from outside") {
  WorkerPool pool(2);
  std::atomic<int> count = 0;
  {
    std::vector<std::jthread> outside;
    outside.reserve(3);
    for (int thread = 0; thread < 3; ++thread) {
      outside.emplace_back([&] {
        for (int task = 0; task < 1'000; ++task) {
          pool.submit([&] { ++count; });
        }
      });
    }
  }
  pool.wait_idle();
  CHECK(count == 3'000);
}

TEST_CASE("tasks run at the same time, on workers that know their number") {
  WorkerPool pool(3);
  std::mutex mutex;
  std::condition_variable arrived;
  std::set<std::size_t> workers;
  // Each waits until all three are here: with fewer than three at a time the deadline would pass.
  const auto meet = [&] {
    std::unique_lock lock(mutex);
    workers.insert(WorkerPool::current_worker());
    arrived.notify_all();
    CHECK(arrived.wait_for(lock, std::chrono::seconds(20), [&] { return workers.size() == 3; }));
  };
  pool.run([&] {
    for (int child = 0; child < 3; ++child) {
      pool.submit(meet);
    }
  });
  CHECK(workers == std::set<std::size_t>{0, 1, 2});
  CHECK(WorkerPool::current_worker() == WorkerPool::kOutside);
}

TEST_CASE("a worker of one pool can submit to another") {
  WorkerPool first(1);
  WorkerPool second(2);
  std::atomic<int> count = 0;
  first.run([&] {
    for (int child = 0; child < 100; ++child) {
      second.submit([&] { ++count; });
    }
  });
  second.wait_idle();
  CHECK(count == 100);
}

TEST_CASE("what a task owns is gone when the wait ends") {
  WorkerPool pool(2);
  const auto witness = std::make_shared<int>(0);
  for (int round = 0; round < 500; ++round) {
    pool.run([witness] {});
    REQUIRE(witness.use_count() == 1);
  }
}

TEST_CASE("an exception reaches the waiter, drops what had not begun, and leaves the pool usable") {
  WorkerPool pool(1);
  int ran = 0;
  const auto witness = std::make_shared<int>(0);
  CHECK_THROWS_WITH_AS(pool.run([&, witness] {
    pool.submit([&ran, witness] { ++ran; });
    throw std::logic_error("a bug");
  }),
                       "a bug", std::logic_error);
  CHECK(ran == 0);
  CHECK(witness.use_count() == 1);
  pool.run([&] { ++ran; });
  CHECK(ran == 1);
}

TEST_CASE(
    "a pool that ends drops what had not begun, so that even an endless chain of tasks ends") {
  std::atomic<int> ran = 0;
  std::promise<void> first_ran;
  std::function<void()> link;
  {
    WorkerPool pool(2);
    link = [&] {
      if (++ran == 1) first_ran.set_value();
      pool.submit(link);
    };
    pool.submit(link);
    first_ran.get_future().wait();
  }
  CHECK(ran >= 1);
}

namespace {

// Tasks that are done only when so many of them run at the same time.
class Meeting {
 public:
  explicit Meeting(std::size_t guests) : guests_(guests) {}
  void attend() {
    std::unique_lock lock(mutex_);
    ++present_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return present_ >= guests_; });
  }

 private:
  const std::size_t guests_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t present_ = 0;  // guarded by mutex_
};

// Submits tasks that take a moment each until the pool has had the time to look at its figures.
void keep_busy(WorkerPool& pool) {
  const auto end = std::chrono::steady_clock::now() + 20 * WorkerLimit::kWindow;
  while (std::chrono::steady_clock::now() < end) {
    for (int task = 0; task < 100; ++task) {
      pool.submit([] {
        const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(20);
        while (std::chrono::steady_clock::now() < until) std::this_thread::yield();
      });
    }
    pool.wait_idle();
  }
}

}  // namespace

TEST_CASE("an elastic pool has more workers while those that it has wait") {
  std::uint64_t asked = 0;
  WorkerPool pool(1, nullptr, {}, {.most = 4, .processors = 1, .processor_use = [&asked] {
                                     return ProcessorUse{{}, ++asked, 0};
                                   }});
  CHECK(pool.size() == 4);
  keep_busy(pool);
  Meeting meeting(4);
  for (int guest = 0; guest < 4; ++guest) pool.submit([&meeting] { meeting.attend(); });
  pool.wait_idle();  // would never return with fewer
  CHECK(asked > 2);
}

TEST_CASE("what additional workers left is done by the usual ones when they may not stay") {
  std::uint64_t asked = 0;
  FairShare share(1);
  WorkerPool pool(1, &share, {}, {.most = 8, .processors = 1, .processor_use = [&asked] {
                                    return ProcessorUse{{}, ++asked, 0};
                                  }});
  std::atomic<int> count = 0;
  for (const std::size_t most : {8U, 0U, 8U, 2U}) {
    pool.let_grow(most);
    keep_busy(pool);
    count = 0;
    pool.submit([&] { grow(pool, count, 3, 7); });
    pool.wait_idle();
    CHECK(count == 3280);
  }
}

TEST_CASE("tasks have ended when they are abandoned, and the pool stays usable") {
  WorkerPool pool(2);
  std::atomic<int> begun = 0;
  std::atomic<bool> go_on = false;
  std::atomic<int> ended = 0;
  for (int task = 0; task < 2; ++task) {
    pool.submit([&] {
      ++begun;
      while (!go_on) std::this_thread::yield();
      ++ended;
      throw std::runtime_error("nobody is to hear of it");
    });
  }
  while (begun < 2) std::this_thread::yield();
  {
    const WorkerPool::EndOfTasks end_of_tasks(pool);
    go_on = true;
  }
  CHECK(ended == 2);
  pool.run([] {});  // throws nothing
  CHECK(ended == 2);
}
