#include "core/pass/partial_plan.h"

#include <algorithm>

#include "core/decide/guard_question.h"

namespace lockstep {

bool leave_over_incomplete_groups(TreeComparison& comparison, const PartialPass& partial,
                                  RemovalsAre removals) {
  HardLinks& links = comparison.builder().hard_links;
  const auto is_seen = [&partial](const std::string& path) {
    return partial.scope->contains(path);
  };
  const auto leave_over = [&comparison](const std::vector<std::string>& paths) {
    for (const std::string& path : paths)
      comparison.report().leave_over(path, Leftover::Why::linked);
  };
  bool met_unknown = false;
  const auto leaving =
      removals == RemovalsAre::made ? HardLinks::Leaving::all : HardLinks::Leaving::replaced;
  for (const std::string& path : links.leaving_unseen_names(leaving)) {
    std::vector<std::string> others;
    if (partial.links != nullptr) others = partial.links->names_beside(path);
    if (others.empty()) met_unknown = true;
    std::erase_if(others, is_seen);
    leave_over(others);
  }
  for (const HardLinks::Incomplete& group : links.incomplete()) {
    std::vector<std::string> known;
    if (partial.links != nullptr) known = partial.links->names_of(group.source);
    if (std::ranges::all_of(known, is_seen)) {
      met_unknown = true;
      continue;
    }
    links.leave_out(group.source);
    leave_over(group.paths);
    leave_over(known);
  }
  return met_unknown;
}

Loss count_losses(const Plan& plan, const PartialPass& partial) {
  if (!partial.is_loss) return counted_removals(plan);
  Plan lost;
  for (const Removal& removal : plan.removals) {
    if (!removal.is_counted_leaf()) continue;
    if (partial.is_loss(removal.folder->path().child(removal.name)))
      lost.removals.push_back(removal);
  }
  return counted_removals(lost);
}

bool leave_over_removals(TreeComparison& comparison, const PartialPass& partial) {
  if (partial.is_held || !partial.may_remove) return false;
  Plan& plan = comparison.plan();
  const std::uint64_t leaves = count_losses(plan, partial).entries;
  if (leaves == 0 || partial.may_remove(leaves)) return false;
  for (const Removal& removal : plan.removals) {
    // What lies in a folder that goes as a whole is looked at with that folder.
    if (!removal.folder->in_source()) continue;
    const RelativePath path = removal.folder->path().child(removal.name);
    comparison.report().leave_over(path.text(), Leftover::Why::waits);
  }
  plan.removals.clear();
  std::erase_if(plan.creations, [](const Creation& made) { return made.after_removals; });
  return true;
}

}  // namespace lockstep
