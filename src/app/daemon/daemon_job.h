// One job of a daemon: its workers, its observers and its thread. The thread calls `step` again and
// again; tests call it with a fake clock.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "app/daemon/daemon_status.h"
#include "app/daemon/job_activity.h"
#include "app/daemon/job_audience.h"
#include "app/daemon/stall_watch.h"
#include "app/job/job.h"
#include "app/job/job_workers.h"
#include "app/report/log.h"
#include "app/report/progress_line.h"
#include "base/fair_share.h"

namespace lockstep {

class DaemonJob;

// A job that another one follows, and what it leaves to that one.
struct FormerJob {
  enum class Legacy { replica, none };  // its lock, its record (Job::take_over)
  std::shared_ptr<DaemonJob> job;
  Legacy legacy = Legacy::none;

  [[nodiscard]] bool is_of_replica() const { return legacy == Legacy::replica; }
};

class DaemonJob final : private JobObserver {
 public:
  struct Dependencies {  // all are borrowed and outlive the job
    RecordStore* records = nullptr;
    Log* log = nullptr;
    ProgressLine* progress_line = nullptr;  // may be null
    const Clock* clock = nullptr;
    FairShare* share = nullptr;  // may be null
    Workers workers;
    std::vector<std::string> own_paths = {};
    std::size_t open_files = 1024;
    MissingRoots missing_roots = MissingRoots::wait;
    // All are called on the job's thread, without a lock held. They may be empty.
    std::function<void(const JobSettings&, const PassSummary&)> on_pass_end = {};
    std::function<void(const JobSettings&, const PassSummary&)> on_live_changes = {};
    std::function<void()> on_watch = {};
    std::function<void()> on_give_up = {};
    Job::PassFunction pass = run_pass;
    LiveWork::Watch watch = watch_source;
  };
  DaemonJob(JobSettings settings, Dependencies dependencies);
  // Ends the job and waits for its thread.
  ~DaemonJob() override;
  DaemonJob(const DaemonJob&) = delete;
  DaemonJob& operator=(const DaemonJob&) = delete;

  // Takes the replica's lock. Call it before the job begins.
  [[nodiscard]] std::optional<Obstacle> take_lock() { return job_.take_lock(); }
  // Lets this job's passes wait until all of these jobs have ended, which were asked to. Until then
  // every request to this job (to end, to pause, for its status) goes to them, too.
  void follow(std::vector<FormerJob> formers);
  // Gives the jobs that it waits for to a successor, which then waits in its place, and makes this
  // job end at once. Returns none if it waits no more. Any thread may call it.
  [[nodiscard]] std::optional<std::vector<FormerJob>> hand_over();
  [[nodiscard]] bool is_replaced() const { return replaced_.stop_requested(); }
  // Returns whether it has the replica's lock, or will take it over from another job that it has
  // not handed over.
  [[nodiscard]] bool keeps_replica() const { return keeps_replica_; }

  // Starts the thread, which waits for `begin`, so that everything that can fail comes first.
  void start();
  void begin();

  // Any thread may call this and all that follow. The pass that runs begins nothing more, and
  // finishes its copies, however long that takes.
  void wind_down();
  // Ends the job: the pass that runs drops its file in hand.
  void request_end();
  // Waits for the thread.
  void end();
  // Returns whether the thread has done its work by then.
  [[nodiscard]] bool await_end(std::chrono::steady_clock::time_point until);
  void pause();
  // Ends the pause. A pass that was cut short begins anew.
  void resume();
  void sync_now();
  void show_name(bool shown) { audience_.show_name(shown); }
  void set_open_files(std::size_t files) { job_.set_open_files(files); }
  void set_bytes_per_second(std::uint64_t rate) { job_.set_bytes_per_second(rate); }

  // Returns the status without waiting for a pass.
  [[nodiscard]] JobStatus status() const;
  [[nodiscard]] bool gave_up() const;
  // Returns whether no pass is running, or it has got on within `patience`, as far as earlier calls
  // saw.
  [[nodiscard]] bool is_alive(std::chrono::steady_clock::duration patience);

  [[nodiscard]] const JobSettings& settings() const { return settings_; }
  [[nodiscard]] const Workers& workers() const { return deps_.workers; }

  // Makes a pass if one is due. Returns how long to wait for the next step; none means until
  // somebody resumes the job, or for ever.
  [[nodiscard]] std::optional<std::chrono::nanoseconds> step(const std::stop_token& end);

 private:
  void work(const std::stop_token& end);
  // Waits for the thread's end. Returns false if `given_up` came first.
  [[nodiscard]] bool await_end(const std::stop_token& given_up);
  void take_over();
  [[nodiscard]] std::vector<FormerJob> formers() const;
  [[nodiscard]] std::chrono::nanoseconds step_job(const std::stop_token& stop,
                                                  const std::stop_token& drop);

  void on_pass_begin(const JobSettings& job, const Progress& progress) override;
  void on_event(const Event& event) override;
  void on_part_begin(const JobSettings& job, const Progress& progress) override;
  void on_part_end(const JobSettings& job) override;
  void on_pass_end(const JobSettings& job, const PassSummary& summary) override;
  void on_live_changes(const JobSettings& job, const PassSummary& summary) override;
  void on_watch(const JobSettings& job, const WatchNews& news) override;
  [[nodiscard]] std::unique_ptr<LiveWork> make_live();
  // Ends the wait for the next step. Any thread may call it.
  void wake();

  const JobSettings settings_;
  const Dependencies deps_;
  JobAudience audience_;

  struct State {
    std::vector<FormerJob> formers;
    JobActivity activity;
    std::stop_source pass{std::nostopstate};
    std::stop_source drop{std::nostopstate};  // drops that pass's files in hand
    std::optional<PassSummary> last;
    std::optional<std::chrono::system_clock::time_point> last_start;
    std::optional<std::chrono::system_clock::time_point> next_start;
    std::optional<std::chrono::system_clock::time_point> last_end;
    std::optional<std::chrono::system_clock::time_point> part_start;  // while a partial pass runs
    std::uint64_t passes = 0;
    bool woken = false;
    StallWatch stall_watch;
  };
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  State state_;  // guarded by mutex_

  std::stop_source dropping_;  // drops whatever pass there is
  std::stop_source replaced_;  // set if another job took its formers over
  std::atomic<bool> keeps_replica_{true};
  WorkerPool pool_;
  const std::unique_ptr<LiveWork> live_;  // null if the source is not to be watched
  Job job_;
  std::jthread thread_;  // stands last, so it ends before what it uses
};

}  // namespace lockstep
