// Finds renames in a plan: files moved out of one folder into another, and a folder moved whole.
#include <memory>
#include <string>

#include <benchmark/benchmark.h>

#include "bench/generated_folder.h"
#include "core/decide/rename_match.h"
#include "core/look/pair_handles.h"

namespace lockstep::bench {
namespace {

const Shape kNothing{{}, 0};

Entry entry(EntryKind kind, std::uint64_t number) {
  Entry made;
  made.kind = kind;
  made.size = 1000 + number;
  made.modified_seconds = 1'600'000'000 + static_cast<std::int64_t>(number);
  return made;
}

// The plan of a walk when `files` files stand below another name than before. With `in_folder` the
// folder that holds them was renamed.
class MovedFiles {
 public:
  MovedFiles(std::uint64_t files, bool in_folder) {
    source_entry_ = replica_entry_ = entry(EntryKind::directory, 0);
    roots_->source_entry = roots_->replica_entry = source_entry_;
    const auto from = roots_->child("before");
    const auto to = roots_->child("after");
    if (in_folder) {
      plan.creations.push_back({.folder = roots_,
                                .name = "after",
                                .source = source_entry_,
                                .contents = to,
                                .expanded = true});
      plan.removals.push_back(
          {.folder = roots_, .name = "before", .replica = replica_entry_, .contents = from});
    }
    for (std::uint64_t i = 0; i < files; ++i) {
      const std::string name = "file" + std::to_string(i);
      plan.creations.push_back({.folder = to, .name = name, .source = entry(EntryKind::file, i)});
      plan.removals.push_back({.folder = from, .name = name, .replica = entry(EntryKind::file, i)});
    }
  }

  Plan plan;

 private:
  std::unique_ptr<Directory> source_ = generated_root(kNothing, 1);
  std::unique_ptr<Directory> replica_ = generated_root(kNothing, 2);
  OpenFolders open_folders_{16};
  std::shared_ptr<Pair> roots_ = make_root_pair(*source_, *replica_, open_folders_);
  Entry source_entry_;
  Entry replica_entry_;
};

void match(benchmark::State& state, const Plan& plan, bool folder) {
  const RenameCandidates found = find_renames(plan);
  const auto files = static_cast<std::size_t>(state.range(0));
  if (folder ? found.folders.size() != 1 : found.files.size() != files) {
    state.SkipWithError("the renames were not found");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(find_renames(plan));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void match_files(benchmark::State& state) {
  const MovedFiles moved(static_cast<std::uint64_t>(state.range(0)), false);
  match(state, moved.plan, false);
}
BENCHMARK(match_files)->Arg(100)->Arg(10'000);

void match_folder(benchmark::State& state) {
  const MovedFiles moved(static_cast<std::uint64_t>(state.range(0)), true);
  match(state, moved.plan, true);
}
BENCHMARK(match_folder)->Arg(100)->Arg(10'000);

}  // namespace
}  // namespace lockstep::bench
