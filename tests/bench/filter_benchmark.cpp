// Measures the filter, which is asked about each entry of a tree once a pass, on either side.
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "core/model/filter.h"

namespace lockstep::bench {
namespace {

void ask(benchmark::State& state, const std::vector<std::string>& patterns) {
  const Filter filter = Filter::parse(patterns).value();
  const RelativePath folder("home/someone/projects/website/source");
  for (auto _ : state) {
    benchmark::DoNotOptimize(filter.excludes(folder, "component.test.tsx", EntryKind::file));
  }
  state.SetItemsProcessed(state.iterations());
}

void filter_without_patterns(benchmark::State& state) { ask(state, {}); }
BENCHMARK(filter_without_patterns);

void filter_by_names(benchmark::State& state) {
  ask(state, {"*.tmp", "*.swp", ".cache", "node_modules/", "*~", "core.[0-9]*", "!keep.tmp"});
}
BENCHMARK(filter_by_names);

void filter_by_paths(benchmark::State& state) {
  ask(state, {"/home/*/Downloads/", "**/build/**/*.o", "projects/**/dist/", "/var/cache/**"});
}
BENCHMARK(filter_by_paths);

void filter_by_many_names(benchmark::State& state) {
  std::vector<std::string> patterns;
  patterns.reserve(static_cast<std::size_t>(state.range(0)));
  for (int i = 0; i < state.range(0); ++i) patterns.push_back("name" + std::to_string(i) + "*.log");
  ask(state, patterns);
}
BENCHMARK(filter_by_many_names)->Arg(100);

}  // namespace
}  // namespace lockstep::bench
