#include "base/worker_pool.h"

#include <algorithm>
#include <exception>
#include <type_traits>

namespace lockstep {
namespace {

struct Place {
  WorkerPool* pool = nullptr;
  std::size_t worker = WorkerPool::kOutside;
};
// See ScratchMemory.
static_assert(std::is_trivially_destructible_v<Place>);
thread_local Place current_place;

}  // namespace

WorkerPool::WorkerPool(std::size_t threads, FairShare* share, std::function<void()> on_start,
                       Elasticity elasticity)
    : usual_(std::max<std::size_t>(threads, 1)),
      elasticity_(std::move(elasticity)),
      share_(share),
      on_start_(std::move(on_start)),
      queues_(std::max(usual_, elasticity_.most)),
      limit_(usual_),
      most_now_(elasticity_.most),
      worker_limit_(usual_, elasticity_.processors) {
  threads_.reserve(queues_.size());
  try {
    for (std::size_t worker = 0; worker < usual_; ++worker) start_worker(worker);
  } catch (const std::exception&) {  // the system refused a thread, or the memory for one
    if (threads_.empty()) {
      // Fewer threads do the same work: queues without one are stolen from.
      throw;
    }
  }
}

WorkerPool::~WorkerPool() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    failed_.store(true);
  }
  work_to_do_.notify_all();
  limit_raised_.notify_all();
  // Joins the threads before the queues, and whatever their tasks own, are destroyed.
  threads_.clear();
}

void WorkerPool::start_worker(std::size_t self) {
  threads_.emplace_back([this, self] { work(self); });
}

std::size_t WorkerPool::current_worker() { return current_place.worker; }

void WorkerPool::give_way() {
  WorkerPool* const pool = current_place.pool;
  if (pool != nullptr && pool->has_place(current_place.worker)) pool->share_.give_way();
}

WorkerPool::Rest::Rest() : pool_(current_place.pool) {
  if (pool_ != nullptr) pool_->end_work(current_place.worker);
}

WorkerPool::Rest::~Rest() {
  if (pool_ != nullptr) pool_->begin_work(current_place.worker);
}

void WorkerPool::begin_work(std::size_t self) {
  if (has_place(self)) share_.enter();
}

void WorkerPool::end_work(std::size_t self) {
  if (has_place(self)) share_.leave();
}

void WorkerPool::submit(Task task) {
  const std::size_t target = current_place.pool == this
                                 ? current_place.worker
                                 : next_queue_.fetch_add(1, std::memory_order_relaxed) % size();
  unfinished_.fetch_add(1);
  try {
    Queue& queue = queues_[target];
    const std::scoped_lock lock(queue.mutex);
    queue.tasks.push_back(std::move(task));
    queued_.fetch_add(1);
  // There is no memory: nobody is to wait for a task that is in no queue.
  } catch (...) {
    finish_one();
    throw;
  }
  // A worker counts itself a sleeper before it looks at queued_ for the last time, and here it is
  // the other way round: one of the two always sees the other (all of it sequentially consistent),
  // so no task is slept through.
  if (sleepers_.load() > 0) {
    wake_one();
  }
}

void WorkerPool::wake_one() {
  {
    const std::scoped_lock lock(mutex_);
    if (sleepers_.load() == 0) {
      return;
    }
    sleepers_.fetch_sub(1);  // claims it: submits until it has woken up need not try again
    ++wake_ups_;
  }
  work_to_do_.notify_one();
}

void WorkerPool::wait_idle() {
  std::unique_lock lock(mutex_);
  all_done_.wait(lock, [this] { return unfinished_.load() == 0; });
  failed_.store(false);
  if (exception_) {
    std::rethrow_exception(std::exchange(exception_, nullptr));
  }
}

void WorkerPool::abandon() {
  std::unique_lock lock(mutex_);
  failed_.store(true);
  all_done_.wait(lock, [this] { return unfinished_.load() == 0; });
  failed_.store(false);
  exception_ = nullptr;
}

void WorkerPool::run(Task task) {
  submit(std::move(task));
  wait_idle();
}

void WorkerPool::work(std::size_t self) {
  current_place = {this, self};
  if (on_start_) on_start_();
  do {
    begin_work(self);
    while (self < limit_.load(std::memory_order_relaxed)) {
      Task task = take(self);
      if (!task) break;
      perform(std::move(task));
      give_way();
      adapt();
    }
    end_work(self);
  } while (sleep(self));
}

void WorkerPool::adapt() {
  if (elasticity_.most <= usual_) return;
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  if (now.count() < adapt_after_.load(std::memory_order_relaxed)) return;
  try {
    change_limit(now);
  } catch (const std::exception&) {
    // There is no memory or no thread for it: the existing workers go on.
  }
}

void WorkerPool::change_limit(std::chrono::nanoseconds now) {
  std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock || stopping_) return;  // another thread is changing it
  adapt_after_.store((now + WorkerLimit::kWindow).count(), std::memory_order_relaxed);
  const std::size_t most = std::min(most_now_.load(std::memory_order_relaxed), elasticity_.most);
  const std::size_t before = limit_.load(std::memory_order_relaxed);
  const std::size_t limit =
      worker_limit_.observe(now, elasticity_.processor_use(), queued_.load() > 0, most);
  limit_.store(limit, std::memory_order_relaxed);
  if (limit <= before) return;
  try {
    while (threads_.size() < limit) start_worker(threads_.size());
  } catch (const std::exception&) {
    // The system has no more threads: the existing workers go on.
    limit_.store(std::min(limit, std::max(threads_.size(), before)), std::memory_order_relaxed);
  }
  limit_raised_.notify_all();
}

Task WorkerPool::take(std::size_t self) {
  Task task;
  for (std::size_t step = 0; step < size() && queued_.load() > 0; ++step) {
    Queue& queue = queues_[(self + step) % size()];
    const std::scoped_lock lock(queue.mutex);
    if (queue.tasks.empty()) {
      continue;
    }
    if (step == 0) {  // the worker's own queue
      task = std::move(queue.tasks.back());
      queue.tasks.pop_back();
    } else {
      task = std::move(queue.tasks.front());
      queue.tasks.pop_front();
    }
    queued_.fetch_sub(1);
    break;
  }
  return task;
}

// Returns false when the pool ends, and true as soon as there may be something to take.
bool WorkerPool::sleep(std::size_t self) {
  std::unique_lock lock(mutex_);
  if (stopping_) {
    return false;
  }
  if (self >= limit_.load(std::memory_order_relaxed)) {
    // The worker may have been woken for a task that it no longer takes.
    if (queued_.load() > 0 && sleepers_.load() > 0) {
      sleepers_.fetch_sub(1);
      ++wake_ups_;
      work_to_do_.notify_one();
    }
    limit_raised_.wait(lock, [&] { return self < limit_.load() || stopping_; });
    return !stopping_;
  }
  sleepers_.fetch_add(1);
  if (queued_.load() > 0) {
    sleepers_.fetch_sub(1);
    return true;
  }
  work_to_do_.wait(lock, [this] { return wake_ups_ > 0 || stopping_; });
  if (stopping_) {
    return false;
  }
  --wake_ups_;
  return true;
}

void WorkerPool::perform(Task task) {
  if (!failed_.load(std::memory_order_relaxed)) {
    try {
      task();
    } catch (...) {
      const std::scoped_lock lock(mutex_);
      if (!exception_) {
        exception_ = std::current_exception();
      }
      failed_.store(true);
    }
  }
  // The task is destroyed before it counts as done, so that wait_idle() returns after what it
  // owned.
  task.reset();
  finish_one();
}

void WorkerPool::finish_one() {
  if (unfinished_.fetch_sub(1) == 1) {
    const std::scoped_lock lock(mutex_);
    all_done_.notify_all();
  }
}

}  // namespace lockstep
