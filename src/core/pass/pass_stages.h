// What `run_pass`, `make_plan` and `verify` have in common: the surroundings of a pass, the check
// of the roots, the walk, and the guard's question.
#pragma once

#include <memory>
#include <optional>

#include "core/decide/guard.h"
#include "core/look/context.h"
#include "core/look/plan_builder.h"
#include "core/look/walk.h"

namespace lockstep {

class PassStages {
 public:
  PassStages(const PassInput& input, const MirrorPolicy& policy, const std::stop_token& stop);

  // Examines the roots and compares their volumes and folders with the record. An error: nothing
  // may be written, and its message says why.
  [[nodiscard]] Result<void> check_roots();

  // Compares both trees. `drain` is called, and the walk goes on, whenever so much is planned that
  // some should be done; for `open_up` see Walk::look_into_closed.
  template <typename Drain>
  void compare(Drain drain, const Walk::OpenUp& open_up) {
    let_workers_grow(Work::looking);
    compare_roots();
    while (!context.stopping() && !builder.root_failure()) {
      if (builder.applicable() >= walk.window) drain();
      if (!walk.resume() && !walk.look_into_closed(open_up)) break;
    }
  }

  // More workers than usual help wherever a call waits for a network; on a local disk when folders
  // are looked through, which is many small reads: several large files at once would only send its
  // heads to and fro.
  enum class Work { looking, changing };
  void let_workers_grow(Work work);

  // Decides about the hard-link groups, as far as they are wanted and the replica's volumes can
  // hold them.
  [[nodiscard]] LinkDecisions resolve_links();

  // Expands what may have been renamed, and finds the renames.
  void match_renames();

  [[nodiscard]] GuardVerdict ask_guard();
  // True if no pass was ever let through into this replica folder. A folder of which it is not
  // known which one it is counts as the one on record.
  [[nodiscard]] bool is_first_pass() const;
  // Sums up for the summary why the guard held `removals` removals.
  [[nodiscard]] static Hold hold(const GuardVerdict& verdict, std::uint64_t removals);
  [[nodiscard]] std::uint64_t counted_removals();
  // What the counted removals hold.
  [[nodiscard]] std::uint64_t removed_bytes();

  // The record after this pass.
  [[nodiscard]] PairRecord next_record(const PassSummary& summary, const GuardVerdict& verdict,
                                       bool complete);

  const PassInput& input;
  MirrorPolicy policy;
  const Timestamp start;
  Report report;
  OpenFolders open_folders;
  std::map<std::string, Capabilities> known_capabilities;
  VolumeStates volumes;
  Doubts doubts;
  SourceFiles source_files;
  SeenFolders seen_folders;
  RateLimit rate_limit;
  Context context;
  PlanBuilder builder;
  Walk walk;
  std::shared_ptr<Pair> roots;
  Volume source_volume;
  Volume replica_volume;
  std::string source_volume_name;
  std::string replica_volume_name;
  RootRecord source_root;
  RootRecord replica_root;
  // RootFinding::id of what check_roots told.
  std::vector<std::string> held_roots;

 private:
  void name_volumes();
  [[nodiscard]] Result<void> check_against_record();
  void compare_roots();
  [[nodiscard]] bool are_the_known_roots(Timestamp before) const;
  [[nodiscard]] bool may_be_other_contents() const;
  // What would be removed or replaced in folders that no pass has looked into.
  struct Foreign {
    std::uint64_t entries = 0;
    std::uint64_t bytes = 0;
  };
  [[nodiscard]] Foreign count_foreign();
  [[nodiscard]] std::vector<std::string> still_unseen(const GuardVerdict& verdict) const;
  void keep_mounts_not_entered(PairRecord& next) const;
  void keep_first_pass(PairRecord& next) const;
  [[nodiscard]] KnownMounts mounts_to_be_missed(const GuardVerdict& verdict) const;
};

}  // namespace lockstep
