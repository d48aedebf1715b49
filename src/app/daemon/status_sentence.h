// Words a service's state as one sentence, for `systemctl status` and the like. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/daemon/daemon_status.h"

namespace lockstep {

// "2 jobs, all fine; documents: 12 copied, 4.2 MiB in 0.31 s"
// "2 jobs, all live"
// "3 jobs, 1 of them not fine: photos is held, 5,231 removals wait for approval"
[[nodiscard]] std::string status_sentence(const DaemonStatus& status);

// Stands between that sentence and the reason, while the running configuration is not the file's.
inline constexpr std::string_view kReloadFailed = "; the last reload failed: ";

// Returns "Changed, but in force only after a restart: log.file, log.level"; empty if nothing
// waits.
[[nodiscard]] std::string restart_sentence(const std::vector<std::string>& needs_restart);

// Says what is wrong with a job after its last pass; empty if nothing is.
[[nodiscard]] std::string trouble_of(const JobStatus& job);

}  // namespace lockstep
