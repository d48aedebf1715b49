// All jobs of a service: started, changed by a reload, paused, asked for their state, stopped. What hosts them (systemd, the
// SCM, a terminal) only talks to this.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/job.h"
#include "app/log.h"
#include "app/settings.h"
#include "base/result.h"

namespace lockstep {

enum class JobState { waiting, running, paused, backing_off };

// What `service status` shows of a job.
struct JobStatus {
  std::string name;
  std::string source;
  std::string replica;
  JobState state = JobState::waiting;
  std::optional<PassSummary> last;                                    // none before the first pass
  std::optional<std::chrono::system_clock::time_point> last_start;
  std::optional<std::chrono::system_clock::time_point> next_start;    // none while running or paused
  std::uint64_t files_done = 0;                                       // of the pass that runs
  std::uint64_t bytes_done = 0;
  std::uint64_t bytes_planned = 0;
};

struct DaemonStatus {
  std::string version;
  int process_id = 0;
  bool paused = false;
  std::vector<JobStatus> jobs;
};

// What a reload did, by job names.
struct ReloadReport {
  std::vector<std::string> kept;
  std::vector<std::string> restarted;
  std::vector<std::string> added;
  std::vector<std::string> removed;
};

class Daemon {
 public:
  struct Surroundings {  // borrowed, all outlive the daemon
    RecordStore* records = nullptr;
    Log* log = nullptr;
    const Clock* clock = nullptr;
    // Called on a job's thread after every pass; may be empty.
    std::function<void(const JobSettings&, const PassSummary&)> on_pass_end = {};
    Job::PassFunction pass = run_pass;
  };
  explicit Daemon(Surroundings surroundings);
  // Stops and waits.
  ~Daemon();
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  // Takes the locks of all replicas that exist, and starts a thread a job. When this returns without an error the jobs run.
  // `locked`: another instance works on one of the replicas; nothing was started.
  [[nodiscard]] Result<void> start(Settings settings);

  // By difference: unchanged jobs keep running, changed ones finish their file and restart, removed ones stop, new ones start.
  // The caller has parsed and checked `settings`; an error changes nothing.
  [[nodiscard]] Result<ReloadReport> reload(Settings settings);

  // No pass starts while paused; one that runs is stopped at the next file and begins anew on resume. Kept in the state
  // folder, so that it outlasts a restart.
  [[nodiscard]] Result<void> pause();
  [[nodiscard]] Result<void> resume();

  // Starts the pass of one job, or of all (empty), at once; one that runs is followed by another.
  [[nodiscard]] Result<void> sync_now(const std::string& job);
  // Lets the job's next pass through what the last one held.
  [[nodiscard]] Result<void> approve(const std::string& job, bool empty_source);

  [[nodiscard]] DaemonStatus status() const;

  // For a watchdog: true unless a job has been inside a pass for longer than `patience` without any worker getting anywhere.
  [[nodiscard]] bool is_alive(std::chrono::steady_clock::duration patience);

  // Every job drops its file in hand; returns when all threads have ended.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lockstep
