// The passes that only look.
#include <algorithm>
#include <limits>

#include "core/pass/pass.h"
#include "core/pass/pass_stages.h"
#include "core/pass/planned_operations.h"

namespace lockstep {
namespace {

enum class RenameSearch { yes, no };

// Below these a pass would hold; here there is no guard to say so.
void tell_what_was_not_compared(PassStages& stages) {
  const Error error(ErrorKind::changed,
                    "other volumes are mounted there than at the last pass, so nothing below was "
                    "compared");
  for (const std::string& path : stages.builder.lost_mounts())
    stages.report.problem("compare", Report::Side::source, path, error);
  for (const std::string& path : stages.builder.changed_mounts())
    stages.report.problem("compare", Report::Side::replica, path, error);
}

PlanOutcome look(const PassInput& input, const MirrorPolicy& policy, RenameSearch renames,
                 std::stop_token stop) {
  const auto began = input.clock->steady_now();
  PassStages stages(input, policy, std::move(stop));
  const WorkerPool::EndOfTasks end_of_tasks(*input.pool);
  PlanOutcome outcome;
  PassSummary& summary = outcome.summary;
  const auto unavailable = [&](const Error& error) {
    summary = stages.report.summary();
    summary.result = PassResult::unavailable;
    summary.unavailable = error.message();
    return std::move(outcome);
  };
  input.progress->phase = Progress::Phase::comparing;
  if (const auto checked = stages.check_roots(); !checked) return unavailable(checked.error());
  stages.walk.window = std::numeric_limits<std::size_t>::max();
  // What only looks opens nothing: a folder that is closed to this user is a problem.
  stages.compare([] {}, [](const Pair&) { return false; });
  if (const auto& failed = stages.builder.root_failure(); failed) return unavailable(*failed);
  if (renames == RenameSearch::yes && !stages.context.stopping()) stages.match_renames();
  stages.walk.expand_creations();

  GuardVerdict verdict;
  if (renames == RenameSearch::yes) verdict = stages.ask_guard();
  if (renames == RenameSearch::no) {
    tell_what_was_not_compared(stages);
    stages.volumes.tell_left_out_attributes();
  }
  const LinkDecisions links = stages.resolve_links();
  outcome.operations = list_operations(stages.builder.plan(), links);
  // A plan lists what a pass would do; to be compared is all that the source has.
  if (renames == RenameSearch::no) add_left_out(stages.report.left_out(), outcome.operations);
  summary = stages.report.summary();
  count_operations(outcome.operations, summary);
  summary.held = PassStages::hold(verdict, stages.counted_removals());
  if (!verdict.go()) summary.result = PassResult::held;
  if (stages.context.stopping()) summary.result = PassResult::cancelled;
  summary.seconds = std::chrono::duration<double>(input.clock->steady_now() - began).count();
  input.progress->phase = Progress::Phase::idle;
  return outcome;
}

}  // namespace

PlanOutcome make_plan(const PassInput& input, std::stop_token stop) {
  return look(input, *input.policy, RenameSearch::yes, std::move(stop));
}

PlanOutcome verify(const PassInput& input, std::stop_token stop) {
  MirrorPolicy policy = *input.policy;
  policy.comparison = Comparison::content;
  // What only the replica has is a difference, whatever a pass would do about it.
  policy.removals = Removals::allowed;
  policy.fingerprint += " verify";      // the record vouches for nothing
  PlanOutcome outcome = look(input, policy, RenameSearch::no, std::move(stop));
  // A temporary of a pass that is at work is no difference.
  std::erase_if(outcome.operations, [](const PlannedOperation& operation) {
    return operation.reason == "left by a pass that was cut short";
  });
  return outcome;
}

}  // namespace lockstep
