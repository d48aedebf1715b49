// The passes of a job over parts of the tree, between its full passes.
#include <chrono>
#include <exception>
#include <utility>

#include "app/job/job.h"
#include "app/job/record_start.h"
#include "app/report/refusal.h"

namespace lockstep {

// Whatever is in the way of a partial pass is told by a full one, which comes at once. It alone
// creates a replica and takes an approval.
void Job::follow(const std::stop_token& stop, const std::stop_token& drop) {
  if (stop.stop_requested()) return;
  try {
    try_to_follow(stop, drop);
  } catch (const std::exception& bug) {
    // The marks that this pass had taken are lost with it.
    deps_.live->lose(refusal_text(bug));
  }
}

PassOutcome Job::make_partial_pass(const PassInput& input, const std::stop_token& stop) {
  struct Part {
    explicit Part(Job& of) : job(of) {
      job.deps_.observer->on_part_begin(job.settings_, job.progress_);
    }
    ~Part() { job.deps_.observer->on_part_end(job.settings_); }
    Part(const Part&) = delete;
    Part& operator=(const Part&) = delete;
    Job& job;
  };
  const Part part(*this);
  return deps_.pass(input, stop);
}

void Job::try_to_follow(const std::stop_token& stop, const std::stop_token& drop) {
  const Moment start = deps_.clock->steady_now();
  count_from_nothing();
  own_problems_.clear();
  auto roots = open_job_roots(settings_, *deps_.records, deps_.own_paths, MissingReplica::accept);
  if (!roots || !roots->replica || !memory_.claim.keep_place(*roots->replica)) return make_due();
  const auto lock = memory_.claim.lock_pass(*roots->replica);
  if (!lock) return make_due();
  roots->known.record = memory_.record.recall(*roots);
  // Without a record there are full passes alone, at their interval.
  if (!may_follow(*roots)) return deps_.live->fail_full_pass();
  auto part = deps_.live->take({*roots->source, roots->canonical_source, roots->policy});
  if (!part || part->work.empty()) return;

  PassInput input = input_for(*roots);
  const PartialPass pass = part->pass();
  input.partial = &pass;
  input.watch = deps_.live->watch();
  input.drop = drop;
  input.memory.folders = memory_.folders ? &*memory_.folders : nullptr;
  PassOutcome outcome = make_partial_pass(input, stop);
  const PassResult result = outcome.summary.result;
  if (could_not_begin(result) || result == PassResult::cancelled) {
    deps_.live->give_back(std::move(*part));
    if (could_not_begin(result)) make_due();
    return;
  }
  outcome.summary.seconds =
      std::chrono::duration<double>(deps_.clock->steady_now() - start).count();
  settle_part(*roots, *part, std::move(outcome));
}

// A partial pass neither begins a record nor takes an approval.
bool Job::may_follow(const JobRoots& roots) const {
  return roots.known.record && !begins_anew(roots);
}

void Job::settle_part(const JobRoots& roots, const LiveWork::Part& part, PassOutcome outcome) {
  if (outcome.record && *outcome.record != *roots.known.record)
    keep_record(roots, *std::move(outcome.record), std::nullopt);
  outcome.summary = with_own_problems(std::move(outcome.summary));
  deps_.live->end_partial_pass(part, outcome);
}

void Job::tell_live() {
  if (deps_.live == nullptr) return;
  for (const WatchNews& news : deps_.live->take_news()) deps_.observer->on_watch(settings_, news);
  if (const auto changes = deps_.live->take_changes())
    deps_.observer->on_live_changes(settings_, *changes);
}

}  // namespace lockstep
