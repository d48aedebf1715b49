#include "app/job/job_approvals.h"

#include <utility>

#include "app/job/job_timing.h"

namespace lockstep {

void JobApprovals::begin_attempt() {
  request_.reset();
  is_for_roots_ = false;
}

bool JobApprovals::has_request(const std::string& canonical_replica) {
  if (!request_) request_.emplace(records_, canonical_replica);
  return request_->found() && *request_->found();
}

bool JobApprovals::lets_through(const Obstacle& obstacle,
                                const std::vector<std::string>& approved) {
  if (!obstacles_.were_told(obstacle)) {
    obstacles_.tell(obstacle);
    return false;
  }
  if (obstacle.approvable == approved || !has_request(obstacle.canonical_replica)) return false;
  is_for_roots_ = true;
  return true;
}

JobApprovals::Found JobApprovals::find(const JobRoots& roots) {
  const bool is_asked = has_request(roots.canonical_replica);
  if (!request_->found()) return {.problem = request_->found().error()};
  if (!is_asked || !roots.known.record || is_for_roots_) return {};
  Found found;
  found.approval = approval_of(roots.known.record->held, (*request_->found())->empty_source);
  if (!std::exchange(is_told_, true)) found.sentence = approval_sentence(*found.approval);
  return found;
}

void JobApprovals::drop_outdated(const JobRoots& roots, const std::optional<Held>& approval,
                                 const PassOutcome& outcome) {
  if (!outcome.record) return;
  const PairRecord& next = *outcome.record;
  // Another root was told just now. A request that was given before must not release it.
  const bool told_another_root = could_not_begin(outcome.summary.result) &&
                                 !next.held.roots.empty() &&
                                 (!approval || approval->roots != next.held.roots);
  if (told_another_root) use_up();
  // A request that came while this pass ran was given for what the pass before it had told, and
  // must not release anything else.
  const bool holds_otherwise = roots.known.record && request_->found() && !*request_->found() &&
                               next.held != roots.known.record->held;
  if (holds_otherwise) static_cast<void>(records_.drop_approval(roots.canonical_replica));
}

Result<void> JobApprovals::pass_ended(const JobRoots& roots, PassResult result) {
  auto settled = request_->pass_ended(result);
  if (could_not_begin(result)) return settled;
  is_told_ = false;
  if (result != PassResult::cancelled) obstacles_.forget(roots.canonical_replica);
  return settled;
}

}  // namespace lockstep
