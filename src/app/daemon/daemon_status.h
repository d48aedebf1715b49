// The state of a daemon and its jobs, as values alone.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/report/job_totals.h"
#include "app/report/live_status.h"
#include "core/model/summary.h"

namespace lockstep {

enum class JobState { waiting, running, paused, backing_off };

// One job, as `service status` shows it.
struct JobStatus {
  using Time = std::chrono::system_clock::time_point;

  std::string name;
  std::string source;
  std::string replica;
  JobState state = JobState::waiting;
  std::optional<PassSummary> last = {};  // none before the end of the first pass
  std::optional<Time> last_start = {};
  std::optional<Time> next_start = {};  // none while running or paused
  std::uint64_t files_done = 0;         // by the pass that runs
  std::uint64_t bytes_done = 0;
  std::uint64_t bytes_planned = 0;
  LiveStatus watch = {};
  JobTotals totals = {};  // not in the status's JSON
};

struct DaemonStatus {
  std::string version;
  int process_id = 0;
  bool paused = false;
  std::vector<JobStatus> jobs;
  // The same keys as in the ReloadReport of the last reload that succeeded.
  std::vector<std::string> needs_restart = {};
};

// The names of the jobs by what a reload did to them.
struct ReloadReport {
  std::vector<std::string> kept;
  std::vector<std::string> restarted;
  std::vector<std::string> added;
  std::vector<std::string> removed;
  // Keys that were changed, too, and hold from the next start of the process on: "log.file".
  std::vector<std::string> needs_restart;
};

}  // namespace lockstep
