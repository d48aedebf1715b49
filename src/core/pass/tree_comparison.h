// The part that `run_pass`, `make_plan` and `verify` have in common: it checks the roots, walks
// both trees, and knows what was found. Nothing here changes anything in the replica.
//
// Threads: made, called and destroyed by the pass's thread; the walk uses the pass's pool.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/decide/guard.h"
#include "core/decide/next_record.h"
#include "core/look/plan_builder.h"
#include "core/look/walk.h"
#include "core/model/pass_kind.h"
#include "core/pass/pass_services.h"

namespace lockstep {

class TreeComparison {
 public:
  // `input` is borrowed.
  TreeComparison(const PassInput& input, PassKind kind, const std::stop_token& stop);

  // Examines the roots and compares them with the record. On an error nothing may be written, and
  // its message says why.
  [[nodiscard]] Result<void> check_roots();
  // Returns RootFinding::id of every objection to a root.
  [[nodiscard]] const std::vector<std::string>& root_findings() const { return root_findings_; }

  // Compares both trees. `drain` is called, and the walk goes on, whenever so much is planned that
  // some should be done; for `open_up` see Walk::look_into_closed.
  template <typename Drain>
  void compare(Drain drain, const Walk::OpenUp& open_up) {
    let_workers_grow(Work::looking);
    begin_walk();
    while (!context_.stopping() && !builder_.root_failure()) {
      if (walk_.is_window_full()) drain();
      if (!walk_.resume() && !walk_.look_into_closed(open_up)) break;
    }
  }

  // Says what the workers do. More than usual help wherever a call waits for a network; on a local
  // disk they help when folders are looked through, which is many small reads: several large files
  // at once would only send its heads to and fro.
  enum class Work { looking, changing };
  void let_workers_grow(Work work);

  // Replaces every creation of a folder by one operation for each entry below it.
  void expand_creations() { walk_.expand_creations(); }
  // Expands creations that may have been renames, and finds the renames.
  void match_renames();
  // Decides about the hard-link groups, as far as they are wanted and the replica's volumes can
  // hold them.
  [[nodiscard]] LinkDecisions resolve_links();

  [[nodiscard]] GuardVerdict ask_guard();
  // Returns the size of both trees after a full pass that did this.
  [[nodiscard]] Totals totals_after(const PassSummary& summary, std::uint64_t removed_leaves);

  // Returns the record after this pass, without its summary's say: see PassEnd.
  [[nodiscard]] PairRecord next_record(const PassSummary& summary, const GuardVerdict& verdict,
                                       bool complete);

  // Sums up a pass that ends here, because a root can't be used.
  [[nodiscard]] PassSummary unavailable_summary(const Error& error) const;

  [[nodiscard]] const PassInput& input() const { return input_; }
  [[nodiscard]] const MirrorPolicy& policy() const { return policy_; }
  [[nodiscard]] const Context& context() const { return context_; }
  [[nodiscard]] Report& report() { return services_.report; }
  [[nodiscard]] SeenFolders& seen_folders() { return services_.seen_folders; }
  [[nodiscard]] VolumeStates& volumes() { return services_.volumes; }
  // Returns the plan. Only to be called between a walk and the next step.
  [[nodiscard]] Plan& plan() { return builder_.findings().plan; }
  [[nodiscard]] PlanBuilder& builder() { return builder_; }

 private:
  void begin_walk();
  [[nodiscard]] Totals totals_for_guard(const PartialPass& partial) const;
  [[nodiscard]] bool is_first_pass() const;

  const PassInput& input_;
  const MirrorPolicy policy_;
  const Timestamp start_;
  PassServices services_;
  Context context_;
  PlanBuilder builder_;
  Walk walk_;
  std::shared_ptr<Pair> root_pair_;
  RootsFacts roots_;
  std::vector<std::string> root_findings_;
};

// Sums up for the summary why the guard held so many removals.
[[nodiscard]] Hold hold_of(const GuardVerdict& verdict, std::uint64_t removals);

}  // namespace lockstep
