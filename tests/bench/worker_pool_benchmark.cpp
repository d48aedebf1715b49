// Measures what it costs to hand a task over, when the tasks themselves do nothing.
#include <atomic>
#include <cstddef>

#include <benchmark/benchmark.h>

#include "base/worker_pool.h"

namespace lockstep::bench {
namespace {

// Submits from outside, into an idle pool: the way there and back.
void run_one_task(benchmark::State& state) {
  WorkerPool pool(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) pool.run([] {});
}
BENCHMARK(run_one_task)->Arg(1)->Arg(4)->UseRealTime();

// Submits as a walk does: each task submits its children.
void submit_from_tasks(benchmark::State& state) {
  constexpr int kTasks = 10'000;
  WorkerPool pool(static_cast<std::size_t>(state.range(0)));
  std::atomic<int> done{0};
  for (auto _ : state) {
    pool.run([&pool, &done] {
      for (int i = 0; i < kTasks; ++i) {
        pool.submit([&done] { done.fetch_add(1, std::memory_order_relaxed); });
      }
    });
  }
  if (done != state.iterations() * kTasks) state.SkipWithError("tasks were lost");
  state.SetItemsProcessed(state.iterations() * kTasks);
}
BENCHMARK(submit_from_tasks)->Arg(1)->Arg(2)->Arg(8)->UseRealTime();

}  // namespace
}  // namespace lockstep::bench
