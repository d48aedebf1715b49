// Hosts jobs that run until they are stopped, and listens meanwhile to signals, the supervisor
// (systemd, the SCM) and the control socket. One thread takes what they say, one thing after
// another.
#pragma once

#include <functional>

#include "app/config/settings.h"
#include "base/result.h"

namespace lockstep {

// The kind of command that runs the jobs. It decides what the host listens to and what ends it.
enum class HostKind {
  // `service run` listens on the control socket, and remembers a pause beyond its end.
  service,
  // `run --config` reads the configuration again for a reload.
  configuration,
  // `run SOURCE REPLICA …` can't read its command line again, so that a reload is a stop. It tells
  // roots that can't be used before anything is created, the log file included, and ends if the
  // first pass can't begin.
  command_line,
};

struct HostedJobs {
  // Reads and checks the configuration: once at the start, and again for each reload.
  std::function<Result<Settings>()> load;
  HostKind kind = HostKind::service;
};

// Runs the jobs and returns the exit code: kExitDone when stopped as asked, kExitLocked when
// another instance has one of the replicas. An error is one of usage: the configuration is wrong,
// or the log can't be opened. Nothing was started then.
[[nodiscard]] Result<int> host_jobs(const HostedJobs& jobs);

// Calls `host` (host_jobs and its preparations) as the system's service manager wants it, and
// returns its exit code. Fails with not_supported if on this system only the service manager can
// start it.
[[nodiscard]] Result<int> run_as_service(std::function<int()> host);

}  // namespace lockstep
