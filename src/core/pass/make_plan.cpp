// Makes the passes that only look.
#include <algorithm>

#include "core/decide/guard_question.h"
#include "core/pass/pass.h"
#include "core/pass/planned_operations.h"
#include "core/pass/tree_comparison.h"

namespace lockstep {
namespace {

// Reports mounts below which nothing was compared. A pass would hold for them; a verification has
// no guard to say so.
void tell_what_was_not_compared(TreeComparison& trees) {
  const Error error(ErrorKind::changed,
                    "other volumes are mounted there than at the last pass, so nothing below was "
                    "compared");
  const Findings& findings = trees.builder().findings();
  for (const std::string& path : findings.lost_mounts)
    trees.report().problem("compare", Side::source, path, error);
  for (const std::string& path : findings.changed_mounts)
    trees.report().problem("compare", Side::replica, path, error);
}

PlanOutcome compare_only(const PassInput& input, PassKind kind, std::stop_token stop) {
  TreeComparison trees(input, kind, std::move(stop));
  const WorkerPool::EndOfTasks end_of_tasks(*input.resources.pool);
  PlanOutcome outcome;
  PassSummary& summary = outcome.summary;
  const auto unavailable = [&](const Error& error) {
    summary = trees.unavailable_summary(error);
    return std::move(outcome);
  };
  input.progress->phase = Progress::Phase::comparing;
  if (const auto checked = trees.check_roots(); !checked) return unavailable(checked.error());
  // A pass that only looks opens nothing: a folder that is closed to this user is a problem.
  trees.compare([] {}, [](const Pair&) { return false; });
  if (const auto& failed = trees.builder().root_failure(); failed) return unavailable(*failed);
  if (kind == PassKind::plan && !trees.context().stopping()) trees.match_renames();
  trees.expand_creations();

  GuardVerdict verdict;
  if (kind == PassKind::plan) {
    verdict = trees.ask_guard();
  } else {
    tell_what_was_not_compared(trees);
    trees.volumes().tell_left_out_attributes();
  }
  const LinkDecisions links = trees.resolve_links();
  outcome.operations = list_operations(trees.plan(), links);
  // A plan lists what a pass would do, but a verification compares everything that the source has.
  if (kind == PassKind::verify) add_left_out(trees.report().left_out(), outcome.operations);
  summary = trees.report().summary();
  count_operations(outcome.operations, summary);
  summary.held = hold_of(verdict, counted_removals(trees.plan()).entries);
  if (!verdict.go()) summary.result = PassResult::held;
  if (trees.context().stopping()) summary.result = PassResult::cancelled;
  input.progress->phase = Progress::Phase::idle;
  return outcome;
}

}  // namespace

PlanOutcome make_plan(const PassInput& input, std::stop_token stop) {
  return compare_only(input, PassKind::plan, std::move(stop));
}

PlanOutcome verify(const PassInput& input, std::stop_token stop) {
  PlanOutcome outcome = compare_only(input, PassKind::verify, std::move(stop));
  // A temporary of a pass that is at work is no difference.
  std::erase_if(outcome.operations, [](const PlannedOperation& operation) {
    return operation.is_of_temporary;
  });
  return outcome;
}

}  // namespace lockstep
