#include "app/preview.h"

#include <utility>

#include "app/job_roots.h"
#include "app/new_volume.h"
#include "platform/process.h"

namespace lockstep {

PlanOutcome preview(const JobSettings& job, Preview what, const PreviewSurroundings& surroundings,
                    std::stop_token stop) {
  const auto start = surroundings.clock->steady_now();
  PlanOutcome outcome;
  auto roots =
      open_job_roots(job, *surroundings.records, surroundings.own_paths, MissingReplica::accept);
  if (roots) {
    if (is_approved_volume(*roots, nullptr))
      roots->record = record_of_new_volume(*roots->record, roots->replica_volume);
    const Privileges rights = privileges();
    PassInput input;
    input.source = roots->source.get();
    input.replica = roots->replica.get();
    input.above_replica = roots->above_replica.get();
    input.source_may_be_exchanged = roots->source_may_be_exchanged;
    input.source_path = job.source;
    input.replica_path = job.replica;
    input.policy = &roots->policy;
    input.record = roots->record ? &*roots->record : nullptr;
    input.change_owners = rights.change_owners;
    input.create_devices = rights.create_devices;
    input.open_files = raise_open_file_limit();
    input.pool = surroundings.pool;
    input.observer = surroundings.observer;
    input.progress = surroundings.progress;
    input.clock = surroundings.clock;
    outcome =
        what == Preview::plan ? make_plan(input, std::move(stop)) : verify(input, std::move(stop));
  } else {
    outcome.summary.result = roots.error().result;
    outcome.summary.unavailable = std::move(roots.error().reason);
  }
  const auto took = surroundings.clock->steady_now() - start;
  outcome.summary.seconds = std::chrono::duration<double>(took).count();
  return outcome;
}

}  // namespace lockstep
