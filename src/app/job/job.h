// Repeats passes over one pair of roots: opens the roots, takes the lock, checks overlap and the
// record, runs a pass, keeps the record, and says when the next is due. `step` decides one thing
// and is what tests call, with a fake clock.
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
#include "app/job/latest_record.h"
#include "app/job/record_store.h"
#include "app/job/replica_hold.h"
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

  struct Dependencies {  // pointers are borrowed, all outlive the job
    RecordStore* records = nullptr;
    WorkerPool* pool = nullptr;
    const Clock* clock = nullptr;
    JobObserver* observer = nullptr;  // of its passes
    // The log's files and the state folder are left out and protected where they lie below a root
    // (policy_builder.h).
    std::vector<std::string> own_paths = {};
    // How many files may be open at once for this job.
    std::size_t open_files = 1024;
    PassFunction pass = run_pass;
    ReleaseWords release = {};  // they say how a hold of this job is released
  };
  Job(JobSettings settings, Dependencies dependencies, MissingRoots missing_roots);
  ~Job();
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  // Runs a pass when one is due, and says how long to wait for the next step (zero: at once). Keeps
  // the replica's place from the first pass on, and nothing open on its volume between passes.
  //
  // Passes start on the interval, measured from the last start; a pass that takes longer is
  // followed by the next at once, and none is made up for. A job that can't work (a root is
  // missing, somebody else holds the replica) tries again after 1, 2, 4 … seconds, at most its
  // interval or five minutes.
  // `drop`: see PassInput.
  [[nodiscard]] std::chrono::milliseconds step(const std::stop_token& stop,
                                               const std::stop_token& drop = {});

  // Takes the replica's place, if it exists, before the first pass does. What is in the way
  // (`locked`, or a folder that can't be locked) is returned.
  [[nodiscard]] std::optional<Obstacle> take_lock();

  // Goes on where `former` ended, which mirrored to the same replica and makes no more steps: with
  // its lock, its record, and what was removed within the last hour.
  void take_over(Job& former);

  // The next step makes a pass, also one that would have waited after a failure.
  void make_due();

  // Holds for the passes to come. Any thread.
  void set_open_files(std::size_t files);
  // Holds for the copy that goes on, too (0: no limit). Any thread.
  void set_bytes_per_second(std::uint64_t rate);

  // Counts what the pass that runs does. Any thread.
  [[nodiscard]] const Progress& progress() const { return progress_; }

  // Returns the last pass; none before the first.
  [[nodiscard]] const std::optional<PassSummary>& last() const { return last_; }

  // MissingRoots::fail, and the first pass could not begin: no more steps are wanted.
  [[nodiscard]] bool gave_up() const { return gave_up_; }

  [[nodiscard]] const JobSettings& settings() const { return settings_; }

 private:
  void count_from_nothing();
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

  // What passes remember for those that follow.
  ReplicaHold hold_;
  LatestRecord record_;
  JobApprovals approvals_;
  RecentRemovals removals_;
  std::unique_ptr<EqualFiles> equal_files_;
  std::optional<PassSummary> last_;
  bool has_run_ = false;
  bool gave_up_ = false;
  bool protection_told_ = false;

  std::vector<Problem> own_problems_;  // of the attempt under way; its pass knows nothing of them
};

}  // namespace lockstep
