// Runs all jobs of a service: starts them, changes them by a reload, pauses them, tells their state
// and stops them. Their host (for systemd, the SCM or a terminal) only talks to this class.
//
// Any thread may call anything. Calls that change something wait for each other; `status` and
// `is_alive` wait for no other call.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "app/config/settings.h"
#include "app/daemon/daemon_status.h"
#include "app/daemon/ending_jobs.h"
#include "app/daemon/job_changes.h"
#include "app/daemon/pauses.h"
#include "app/job/approval.h"
#include "app/job/job.h"
#include "app/report/log.h"
#include "app/report/progress_line.h"
#include "base/fair_share.h"
#include "base/result.h"

namespace lockstep {

class Daemon {
 public:
  struct Dependencies {  // all are borrowed and outlive the daemon
    RecordStore* records = nullptr;
    Log* log = nullptr;
    const Clock* clock = nullptr;
    // Is called on a job's thread after every pass, for one job at a time; may be empty. It may ask
    // for the status, but must not call a function that waits for a job to end (reload, stop).
    std::function<void(const JobSettings&, const PassSummary&)> on_pass_end = {};
    // The same of what partial passes did together, and of how closely a job follows its source.
    std::function<void(const JobSettings&, const PassSummary&)> on_live_changes = {};
    std::function<void()> on_watch = {};
    // Is called on a job's thread when the job makes no more passes; may be empty. The same limits
    // hold.
    std::function<void()> on_give_up = {};
    Job::PassFunction pass = run_pass;
    ProgressLine* progress_line = nullptr;  // may be null
    // With `fail`, a job whose first pass can't begin makes no more passes (a `run` of a command
    // line).
    MissingRoots missing_roots = MissingRoots::wait;
    PauseMemory pause_memory = PauseMemory::in_state_folder;
  };
  explicit Daemon(Dependencies dependencies);
  // Stops and waits.
  ~Daemon();
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  // Takes the locks of all replicas that exist, and starts a thread a job. When this returns
  // without an error the jobs run; those whose roots are missing wait for them. Fails with `locked`
  // if another instance works on one of the replicas, which the message names, and with `invalid`
  // if two jobs have one replica by two names. After an error nothing was started, and start may be
  // called again.
  [[nodiscard]] Result<void> start(const Settings& settings);

  // Changes what differs: unchanged jobs keep running, changed ones finish the files in hand and
  // begin anew, removed ones drop theirs and stop, new ones start. Waits a second at most for the
  // removed ones. One that flushes a slow disk ends in the background and keeps its replica's lock
  // until then; the watchdog and the stop still take it into account. A changed job finishes its
  // copy in the background, however long that takes (by the new limit of bytes a second, if that
  // was changed). Meanwhile its status shows that copy, and the pause, the stop and the watchdog
  // act on it. The caller has parsed and checked `settings`; an error (as of `start`) changes
  // nothing. Fails with `busy` if the daemon was not started, or was stopped.
  [[nodiscard]] Result<ReloadReport> reload(Settings settings);

  // Pauses and resumes. No pass starts during a pause; one that runs drops the file in hand and
  // begins anew on resume. The pause is kept in the state folder, so that it outlasts a restart; if
  // that fails nothing is paused. It holds either for all jobs together (no name), or for one,
  // which then stays paused when the others are resumed. Fails with not_found if there is no such
  // job, and with `busy` if all are paused, so that one can't be resumed alone.
  [[nodiscard]] Result<void> pause(const std::string& job = {});
  [[nodiscard]] Result<void> resume(const std::string& job = {});

  // Starts the pass of one job, or of all (empty), at once; a pass that runs is followed by
  // another. Fails with not_found if there is no such job, and with `busy` during a pause.
  [[nodiscard]] Result<void> sync_now(const std::string& job);
  // Lets the job's next pass do what the last one held. The name may be left out if there is only
  // one job. Returns the sentence that says what was let through (approval.h).
  [[nodiscard]] Result<std::string> approve(const std::string& job, EmptySource empty_source);

  [[nodiscard]] DaemonStatus status() const;

  // Serves a watchdog. Returns false if some job has been inside a pass for `patience` without any
  // of its workers getting anywhere. It judges by what earlier calls saw, so call it several times
  // within `patience`.
  //
  // Everything that is read, compared, copied, changed or told counts as progress. Some work shows
  // none while it lasts: opening the roots (on a network that hangs), listing a single folder (a
  // million entries over a network take minutes), reading one block, and a flush, for which half an
  // hour is allowed whatever `patience` is. Five minutes of patience are a sensible least. A limit
  // of bytes a second that makes all workers wait is no hang.
  [[nodiscard]] bool is_alive(std::chrono::steady_clock::duration patience);

  // Returns whether every job has given up (MissingRoots::fail), so that there is nothing left to
  // do.
  [[nodiscard]] bool has_given_up() const;
  // Returns the worst exit code of the jobs that gave up; kExitDone if none did.
  [[nodiscard]] int exit_code() const;

  // Lets every job drop its file in hand, and returns when all threads have ended. A flush under
  // way can't be interrupted.
  void stop();

 private:
  // Returns the jobs as they are now.
  [[nodiscard]] Jobs all() const;
  // Makes a job with its thread, which waits until the job begins. Throws std::system_error.
  [[nodiscard]] JobPointer make_job(const JobSettings& job, const Workers& workers);
  [[nodiscard]] JobChanges compare(const Settings& next);
  [[nodiscard]] static Result<void> take_locks(const JobChanges& changes, bool several);
  // Does what the changes say, and can't fail any more.
  [[nodiscard]] ReloadReport carry_out(JobChanges changes);
  static void count_jobs(const Jobs& running);

  const Dependencies deps_;
  FairShare share_{1};
  std::mutex changing_;  // held by whatever changes something, for as long as that takes
  std::mutex telling_;   // one call of on_pass_end at a time
  enum class Life { not_started, running, stopped };
  Life life_ = Life::not_started;       // guarded by changing_
  std::vector<std::string> own_paths_;  // guarded by changing_
  Settings settings_;                   // guarded by changing_
  EndingJobs ending_;                   // changed under `changing_`
  // The jobs that reloads left to finish their files, the oldest first. The jobs that follow them
  // own them.
  std::vector<std::weak_ptr<DaemonJob>> winding_down_;  // guarded by changing_
  Pauses pauses_;  // changed under `changing_`

  mutable std::mutex mutex_;  // never held for long
  Jobs jobs_;                 // guarded by mutex_
  std::vector<std::string> needs_restart_;  // guarded by mutex_; since the last reload
};

}  // namespace lockstep
