// Jobs that run until they are stopped, and whoever talks to them meanwhile: signals, the
// supervisor (systemd, the SCM), the control socket. One thread takes what they say, one thing
// after another.
#pragma once

#include <functional>

#include "app/config/settings.h"
#include "base/result.h"

namespace lockstep {

// Who wants the jobs to run, which says what the host listens to and what ends it.
enum class HostKind {
  // `service run`: listens on the control socket, and remembers a pause beyond its end.
  service,
  // `run --config`: a reload reads the configuration again.
  configuration,
  // `run SOURCE REPLICA …`: a command line can't be read again, so that a reload is a stop. Roots
  // that can't be used are told before anything is created, the log file included, and a first
  // pass that can't begin ends the host.
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

// Calls `host` (host_jobs and what belongs around it) as the system's service manager wants it, and
// returns its exit code. not_supported: on this system only the service manager can start it.
[[nodiscard]] Result<int> run_as_service(std::function<int()> host);

}  // namespace lockstep
