#include "app/job/preview.h"

#include <utility>

#include <fmt/format.h>

#include "app/job/job_roots.h"
#include "app/job/new_volume.h"
#include "app/job/release_words.h"
#include "platform/system/process.h"

namespace lockstep {

PlanOutcome preview(const JobSettings& job, Preview what, const PreviewDependencies& dependencies,
                    std::stop_token stop) {
  const auto start = dependencies.clock->steady_now();
  PlanOutcome outcome;
  auto roots =
      open_job_roots(job, *dependencies.records, dependencies.own_paths, MissingReplica::accept);
  if (roots && what == Preview::verify && !roots->replica) {
    outcome.summary.result = PassResult::unavailable;
    outcome.summary.unavailable = fmt::format("the replica '{}' does not exist", job.replica);
  } else if (roots) {
    if (is_approved_volume(*roots, nullptr))
      roots->known.record = record_of_new_volume(*roots->known.record, roots->replica_volume);
    PassInput input = input_of_roots(job, *roots);
    input.release = words_for_one_pass(job);
    input.release.show_all.clear();  // a preview is what shows all
    input.rights = privileges();
    input.resources.open_files = raise_open_file_limit();
    input.resources.pool = dependencies.pool;
    input.observer = dependencies.observer;
    input.progress = dependencies.progress;
    input.resources.clock = dependencies.clock;
    const auto folders = roots->known.record ? dependencies.records->load_folders(
                                                   roots->canonical_source,
                                                   roots->canonical_replica, *roots->known.record)
                                             : std::nullopt;
    input.memory.folders = folders ? &*folders : nullptr;
    outcome =
        what == Preview::plan ? make_plan(input, std::move(stop)) : verify(input, std::move(stop));
  } else {
    outcome.summary.result = roots.error().result;
    outcome.summary.unavailable = reason_with_release(roots.error(), words_for_one_pass(job));
  }
  const auto took = dependencies.clock->steady_now() - start;
  outcome.summary.seconds = std::chrono::duration<double>(took).count();
  return outcome;
}

}  // namespace lockstep
