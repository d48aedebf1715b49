// A few threads that work through a tree of tasks: each task may submit more, and whoever began
// waits for all of them.
//
// A worker takes its own newest task first (depth first: few tasks wait) and, if it has none,
// another worker's oldest (near the root: a large piece). With one thread the order is therefore
// fixed: the task submitted last by a running task runs next. Idle workers sleep.
//
// Cancelling is not the pool's business: every task submitted is run, so a task looks at the stop
// token of its pass first and returns at once if a stop was asked for.
//
// Several pools may share a number of places (fair_share.h): a worker takes one for as long as it
// has work.
//
// An elastic pool has more workers while those that it has mostly wait for a disk or a network
// (worker_limit.h). The additional ones take no place: they do not need the processors.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <limits>
#include <mutex>
#include <thread>
#include <vector>

#include "base/fair_share.h"
#include "base/task.h"
#include "base/worker_limit.h"

namespace lockstep {

// Says how many workers a pool may have while they wait, and how it finds out that they do.
struct Elasticity {
  std::size_t most = 0;
  std::size_t processors = 1;
  std::function<ProcessorUse()> processor_use = {};
};

class WorkerPool {
 public:
  // Starts `threads` threads; 0 counts as 1. If the system refuses some of them the pool works with
  // those it got; throws std::system_error or std::bad_alloc if it got none. `share` is borrowed;
  // with null, no other pool counts. `on_start` is called by every thread before its first task,
  // and never throws; it may be empty. With `elasticity.most` below `threads` the pool stays as
  // large as it is.
  explicit WorkerPool(std::size_t threads, FairShare* share = nullptr,
                      std::function<void()> on_start = {}, Elasticity elasticity = {});
  // Waits for the tasks that are running, and drops those not begun.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Hands over a task, from any thread, tasks of this pool included. Returns at once. Throws
  // std::bad_alloc if there is no memory for the task, which is then not run.
  void submit(Task task);

  // Sleeps until every task, and everything that these submitted, is done and destroyed; what they
  // wrote is then visible to the caller. A task's exception is a bug, or memory that the system
  // refused: the first one is rethrown from here, and the tasks that had not begun when it was
  // caught are dropped. Never call it from a task: it would wait for itself.
  void wait_idle();

  // Drops the tasks that have not begun, and sleeps until the others are done; their exceptions are
  // forgotten.
  void abandon();

  // Abandons the rest of a pool's tasks at the end of a scope that an exception may leave, because
  // they refer to the scope's variables. Declare it after these.
  class EndOfTasks {
   public:
    explicit EndOfTasks(WorkerPool& pool) : pool_(pool) {}
    ~EndOfTasks() { pool_.abandon(); }
    EndOfTasks(const EndOfTasks&) = delete;
    EndOfTasks& operator=(const EndOfTasks&) = delete;

   private:
    WorkerPool& pool_;
  };

  // Submits the task and waits until the pool is idle.
  void run(Task task);

  // Sets how many workers an elastic pool has at most from now on; it never has fewer than usual.
  // Called by any thread.
  void let_grow(std::size_t most) { most_now_.store(most, std::memory_order_relaxed); }

  // Returns how many different values current_worker() has.
  [[nodiscard]] std::size_t size() const { return queues_.size(); }

  // Returns which worker of its pool the calling thread is, from 0 to size() - 1: the index of
  // per-worker buffers. Returns kOutside for threads of no pool.
  [[nodiscard]] static std::size_t current_worker();
  static constexpr std::size_t kOutside = std::numeric_limits<std::size_t>::max();

  // Lets a worker of another pool go first if that pool is worse off; for tasks that take long.
  // Outside of tasks nothing happens. Like Rest, it is for callers that hold no lock.
  static void give_way();

  // Gives a worker's place away for as long as this lives: a worker that waits for something else
  // (a limit of bytes a second, a flush) is not at work.
  class Rest {
   public:
    Rest();
    ~Rest();
    Rest(const Rest&) = delete;
    Rest& operator=(const Rest&) = delete;

   private:
    WorkerPool* pool_;
  };

 private:
  struct alignas(64) Queue {  // aligned, so that no two share a cache line
    std::mutex mutex;
    std::deque<Task> tasks;  // guarded by mutex
  };

  void start_worker(std::size_t self);
  void work(std::size_t self);
  [[nodiscard]] Task take(std::size_t self);
  [[nodiscard]] bool sleep(std::size_t self);
  // Both enter or leave the share only for workers that count there.
  void begin_work(std::size_t self);
  void end_work(std::size_t self);
  [[nodiscard]] bool has_place(std::size_t self) const { return self < usual_; }
  // Adjusts the number of workers if more of them, or fewer, would do better.
  void adapt();
  void change_limit(std::chrono::nanoseconds now);
  void wake_one();
  void perform(Task task);
  void finish_one();

  const std::size_t usual_;  // workers that are always there
  const Elasticity elasticity_;
  FairShare::Member share_;
  std::function<void()> on_start_;
  std::vector<Queue> queues_;  // never resized
  std::atomic<std::size_t> next_queue_ = 0;  // the next queue for a task from outside

  // Counts the tasks in the queues. Changed under the queue's mutex.
  alignas(64) std::atomic<std::size_t> queued_ = 0;
  std::atomic<std::size_t> unfinished_ = 0;  // in queues and running
  // The number of sleeping workers that nobody is waking yet. Written under mutex_, read without it
  // by submit().
  std::atomic<std::size_t> sleepers_ = 0;
  std::atomic<bool> failed_ = false;  // tasks not begun are dropped

  // Workers from this number on rest. Written under mutex_, read without it.
  std::atomic<std::size_t> limit_;
  std::atomic<std::size_t> most_now_;
  // The time on the steady clock before which nothing is adapted.
  std::atomic<std::chrono::nanoseconds::rep> adapt_after_ = 0;

  std::mutex mutex_;
  WorkerLimit worker_limit_;  // guarded by mutex_
  std::condition_variable limit_raised_;
  std::condition_variable work_to_do_;
  std::condition_variable all_done_;
  // Counts sleepers that were told to wake and have not woken yet. Guarded by mutex_.
  std::size_t wake_ups_ = 0;
  bool stopping_ = false;  // guarded by mutex_
  std::exception_ptr exception_;  // guarded by mutex_: the first since the last wait_idle()

  // The threads; their number grows under mutex_. The last member, so that they end before what
  // they use.
  std::vector<std::jthread> threads_;
};

}  // namespace lockstep
