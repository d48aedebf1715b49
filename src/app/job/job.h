// Repeats passes over one pair of roots: opens the roots, takes the lock, checks overlap and the
// record, runs a pass, keeps the record, and says when the next is due. Tests call `step`, which
// decides one thing, with a fake clock.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/config/settings.h"
#include "app/job/job_approvals.h"
#include "app/job/job_roots.h"
#include "app/job/job_timing.h"
#include "app/live/live_work.h"
#include "app/job/latest_record.h"
#include "app/job/replica_claim.h"
#include "app/record/record_store.h"
#include "app/report/job_observer.h"
#include "base/clock.h"
#include "base/rate_limit.h"
#include "base/worker_pool.h"
#include "core/model/observer.h"
#include "core/pass/pass.h"
#include "platform/system/process.h"

namespace lockstep {

enum class MissingRoots {
  fail,  // a one-shot command, and the first pass of `run` from a command line: unavailable at once
  wait,  // a job of a configuration, and any job that has run: the next step tries again
};

class Job {
 public:
  using PassFunction = std::function<PassOutcome(const PassInput&, std::stop_token)>;

  // Pointers are borrowed; all of this outlives the job.
  struct Dependencies {
    RecordStore* records = nullptr;
    WorkerPool* pool = nullptr;
    const Clock* clock = nullptr;
    JobObserver* observer = nullptr;  // the observer of its passes
    // The log's files and the state folder, which are left out and protected if they lie below a
    // root (policy_builder.h).
    std::vector<std::string> own_paths = {};
    // The number of files that may be open at once for this job.
    std::size_t open_files = 1024;
    PassFunction pass = run_pass;
    ReleaseWords release = {};  // they say how a hold of this job is released
    LiveWork* live = nullptr;   // follows the source between full passes; null if nobody does
  };
  Job(JobSettings settings, Dependencies dependencies, MissingRoots missing_roots);
  ~Job();
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  // Runs a pass if one is due, a full one or one over a part of the tree, and returns how long to wait for the next step (zero for at once).
  // Keeps the replica's place from the first pass on, but nothing open on its volume between
  // passes.
  //
  // Passes start on the interval, measured from the last start; a pass that takes longer is
  // followed by the next at once, and none is made up for. A job that can't work (a root is
  // missing, somebody else holds the replica) tries again after 1, 2, 4 … seconds, at most its
  // interval or five minutes. `drop`: see PassInput.
  [[nodiscard]] std::chrono::nanoseconds step(const std::stop_token& stop,
                                              const std::stop_token& drop = {});

  // Takes the replica's place, if it exists, before the first pass does. Returns the obstacle
  // (`locked`, or a folder that can't be locked).
  [[nodiscard]] std::optional<Obstacle> take_lock();

  // Goes on where `former` ended, which mirrored to the same replica and makes no more steps. Takes
  // over its lock, its record, and the count of what was removed within the last hour.
  void take_over(Job& former);

  // Lets the next step make a pass, even if it would have waited after a failure.
  void make_due();

  // Sets the number of open files for the passes to come. Any thread may call it.
  void set_open_files(std::size_t files);
  // Sets the limit of the rate (0 for none), also for a copy that is under way. Any thread may call
  // it.
  void set_bytes_per_second(std::uint64_t rate);

  // Returns the time until the next full pass is due.
  [[nodiscard]] std::chrono::nanoseconds until_full_pass() const;

  // Returns the progress of the pass that runs. Any thread may call it.
  [[nodiscard]] const Progress& progress() const { return progress_; }

  // Returns the last pass; none before the first.
  [[nodiscard]] const std::optional<PassSummary>& last() const { return last_; }

  // Returns whether the first pass could not begin with MissingRoots::fail, so that no more steps
  // are wanted.
  [[nodiscard]] bool gave_up() const { return gave_up_; }

  [[nodiscard]] const JobSettings& settings() const { return settings_; }

 private:
  [[nodiscard]] bool is_full_pass_due(Moment now) const;
  void make_full_pass(const std::stop_token& stop, const std::stop_token& drop);
  [[nodiscard]] std::chrono::nanoseconds until_next_step() const;
  void count_from_nothing();
  // The functions of partial passes are in job_follow.cpp.
  void follow(const std::stop_token& stop, const std::stop_token& drop);
  void try_to_follow(const std::stop_token& stop, const std::stop_token& drop);
  [[nodiscard]] PassOutcome make_partial_pass(const PassInput& input, const std::stop_token& stop);
  [[nodiscard]] bool may_follow(const JobRoots& roots) const;
  void settle_part(const JobRoots& roots, const LiveWork::Part& part, PassOutcome outcome);
  void tell_live();
  [[nodiscard]] PassSummary attempt(const std::stop_token& stop, const std::stop_token& drop);
  [[nodiscard]] tl::expected<JobRoots, Obstacle> open_roots();
  void announce(const JobRoots& roots);
  [[nodiscard]] PassSummary mirror(JobRoots roots, const std::stop_token& stop,
                                   const std::stop_token& drop);
  [[nodiscard]] std::optional<Held> find_approval(const JobRoots& roots);
  [[nodiscard]] Result<void> begin_record_of(const JobRoots& roots);
  void adopt_new_replica(JobRoots& roots);
  [[nodiscard]] PassInput input_for(const JobRoots& roots);
  [[nodiscard]] PassSummary settle(const JobRoots& roots, const std::optional<Held>& approval,
                                   PassOutcome outcome);
  void keep_record(const JobRoots& roots, PairRecord record,
                   const std::optional<FolderIdentities>& folders);
  void tell(std::string sentence);
  void note_problem(const char* operation, const Error& error);
  [[nodiscard]] PassSummary with_own_problems(PassSummary summary);
  [[nodiscard]] Obstacle not_locked(const Error& error) const;

  JobSettings settings_;
  const Dependencies deps_;
  const MissingRoots missing_roots_;
  Progress progress_;
  std::atomic<std::size_t> open_files_;
  RateLimit rate_limit_;
  JobTiming timing_;
  const Privileges rights_;

  // What passes leave for those that follow.
  struct Memory {
    ReplicaClaim claim;
    LatestRecord record;
    JobApprovals approvals;
    RecentRemovals removals;
    std::unique_ptr<EqualFiles> equal_files;
    // The folders on record, kept for partial passes, so that each need not read them.
    std::optional<FolderIdentities> folders;
  };
  Memory memory_;
  std::optional<PassSummary> last_;
  bool has_run_ = false;
  bool gave_up_ = false;
  bool protection_told_ = false;

  // The problems of the attempt under way that its pass knows nothing of.
  std::vector<Problem> own_problems_;
};

}  // namespace lockstep
