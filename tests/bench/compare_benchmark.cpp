// Compares two listings of one folder as nearly every pass finds them: equal.
#include <memory>

#include <benchmark/benchmark.h>

#include "bench/generated_folder.h"
#include "core/decide/compare.h"

namespace lockstep::bench {
namespace {

void compare_equal_folders(benchmark::State& state) {
  const Shape shape{{}, static_cast<std::uint64_t>(state.range(0))};
  const Listing source = generated_root(shape, 1)->list().value();
  const Listing replica = generated_root(shape, 2)->list().value();
  const MirrorPolicy policy;
  CompareRules rules;
  rules.policy = &policy;
  rules.trusted_before = rules.doubted_from = Timestamp{1'700'000'000, 0};
  for (auto _ : state) {
    benchmark::DoNotOptimize(compare_directory(source.entries, replica.entries, rules));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(compare_equal_folders)->Arg(20)->Arg(1000)->Arg(200'000);

void compare_with_an_empty_folder(benchmark::State& state) {
  const Shape shape{{}, static_cast<std::uint64_t>(state.range(0))};
  const Listing source = generated_root(shape, 1)->list().value();
  const MirrorPolicy policy;
  CompareRules rules;
  rules.policy = &policy;
  const auto found = compare_directory(source.entries, {}, rules);
  if (found.size() != source.entries.size() || found.back().verdict != Verdict::create) {
    state.SkipWithError("new entries were not found");
  }
  for (auto _ : state) benchmark::DoNotOptimize(compare_directory(source.entries, {}, rules));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(compare_with_an_empty_folder)->Arg(1000);

}  // namespace
}  // namespace lockstep::bench
