// One job of a daemon: its workers, its observers and its thread. What the thread does again and
// again is `step`, which tests call with a fake clock.
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
#include "app/daemon/stall_watch.h"
#include "app/job/job.h"
#include "app/job/job_workers.h"
#include "app/report/job_counter.h"
#include "app/report/job_label.h"
#include "app/report/log.h"
#include "app/report/log_observer.h"
#include "app/report/progress_line.h"
#include "app/report/progress_observer.h"
#include "base/fair_share.h"

namespace lockstep {

class DaemonJob;

// A job that another one follows.
struct FormerJob {
  enum class Legacy { replica, none };  // its lock, its record (Job::take_over)
  std::shared_ptr<DaemonJob> job;
  Legacy legacy = Legacy::none;

  [[nodiscard]] bool is_of_replica() const { return legacy == Legacy::replica; }
};

class DaemonJob final : private JobObserver {
 public:
  struct Dependencies {  // borrowed, all outlive the job
    RecordStore* records = nullptr;
    Log* log = nullptr;
    ProgressLine* progress_line = nullptr;  // may be null
    const Clock* clock = nullptr;
    FairShare* share = nullptr;  // may be null
    Workers workers;
    std::vector<std::string> own_paths = {};
    std::size_t open_files = 1024;
    MissingRoots missing_roots = MissingRoots::wait;
    // Both are called on the job's thread, without a lock held; may be empty.
    std::function<void(const JobSettings&, const PassSummary&)> on_pass_end = {};
    std::function<void()> on_give_up = {};
    Job::PassFunction pass = run_pass;
  };
  DaemonJob(JobSettings settings, Dependencies dependencies);
  // Ends and waits.
  ~DaemonJob() override;
  DaemonJob(const DaemonJob&) = delete;
  DaemonJob& operator=(const DaemonJob&) = delete;

  // Before the job begins.
  [[nodiscard]] std::optional<Obstacle> take_lock() { return job_.take_lock(); }
  // Its passes wait until all of these have ended, which were asked to. What the job is asked for
  // until then (to end, to pause, how it is) is asked of them, too.
  void follow(std::vector<FormerJob> formers);
  // Gives those that it waits for to a successor, which then waits in its place, and makes this job
  // end at once. None when it waits no more. Any thread.
  [[nodiscard]] std::optional<std::vector<FormerJob>> hand_over();
  [[nodiscard]] bool is_replaced() const { return replaced_.stop_requested(); }
  // True if it has the replica's lock, or will take it over from somebody. Not after it handed that
  // one over.
  [[nodiscard]] bool keeps_replica() const { return keeps_replica_; }

  // Starts the thread, which waits for `begin`: what can fail comes first.
  void start();
  void begin();

  // Any thread, as all that follow. The pass that runs begins nothing more, and finishes what it is
  // copying, however long that takes.
  void wind_down();
  // The pass that runs drops its file in hand.
  void request_end();
  // Waits for the thread.
  void end();
  // True when the thread has done its work by then.
  [[nodiscard]] bool await_end(std::chrono::steady_clock::time_point until);
  void pause();
  // A pass that was cut short begins anew.
  void resume();
  void sync_now();
  void show_name(bool shown) { label_.show(shown); }
  void set_open_files(std::size_t files) { job_.set_open_files(files); }
  void set_bytes_per_second(std::uint64_t rate) { job_.set_bytes_per_second(rate); }

  // Waits for no pass.
  [[nodiscard]] JobStatus status() const;
  [[nodiscard]] bool gave_up() const;
  // True if no pass is running, or if it has got on since `patience` ago, judged by what earlier
  // calls saw.
  [[nodiscard]] bool is_alive(std::chrono::steady_clock::duration patience);

  [[nodiscard]] const JobSettings& settings() const { return settings_; }
  [[nodiscard]] const Workers& workers() const { return deps_.workers; }

  // Makes a pass when one is due. Returns how long to wait for the next step; none: until somebody
  // resumes the job, or for ever.
  [[nodiscard]] std::optional<std::chrono::milliseconds> step(const std::stop_token& end);

 private:
  void work(const std::stop_token& end);
  // False when `given_up` came first.
  [[nodiscard]] bool await_end(const std::stop_token& given_up);
  void take_over();
  [[nodiscard]] std::vector<FormerJob> formers() const;
  [[nodiscard]] std::chrono::milliseconds step_job(const std::stop_token& stop,
                                                   const std::stop_token& drop);

  void tell_error(std::string why);
  void tell_failure_of_observers();

  void on_pass_begin(const JobSettings& job, const Progress& progress) override;
  void on_pass_end(const JobSettings& job, const PassSummary& summary) override;

  const JobSettings settings_;
  const Dependencies deps_;
  JobLabel label_;
  ProgressObserver progress_observer_;
  LogObserver log_observer_;
  JobCounter counter_;
  JobObservers observers_;
  std::string told_failure_;  // of an observer, in the last step

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  // Guarded by mutex_, as all that follows down to stall_watch_.
  std::vector<FormerJob> formers_;
  JobActivity activity_;
  std::stop_source pass_{std::nostopstate};
  std::stop_source drop_{std::nostopstate};  // what that pass has in hand
  std::optional<PassSummary> last_;
  std::optional<std::chrono::system_clock::time_point> last_start_;
  std::optional<std::chrono::system_clock::time_point> next_start_;
  std::uint64_t passes_ = 0;
  StallWatch stall_watch_;

  std::stop_source dropping_;  // whatever pass there is
  std::stop_source replaced_;  // while it waited for its formers
  std::atomic<bool> keeps_replica_{true};
  WorkerPool pool_;
  Job job_;
  std::jthread thread_;  // last: ends before what it uses
};

}  // namespace lockstep
