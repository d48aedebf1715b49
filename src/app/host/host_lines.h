// The lines of the log that a host writes about itself and its jobs. Pure.
#pragma once

#include <string>

#include "app/config/settings.h"
#include "app/daemon/daemon_status.h"
#include "app/report/log_line.h"

namespace lockstep {

[[nodiscard]] LogLine host_line(LogLevel level, const char* event, std::string message);
// Words an error of the host itself, with its reason for programs.
[[nodiscard]] LogLine host_error_line(const char* event, const std::string& message,
                                      const std::string& error);

// Returns the job's name as its lines show it. It is empty for an only job, which needs no name.
[[nodiscard]] std::string shown_name(const Settings& settings, const JobSettings& job);

// Returns "Mirroring /srv/documents -> /mnt/documents every 1m", with `advice` behind it.
[[nodiscard]] LogLine mirroring_line(const JobSettings& job, const std::string& shown_name,
                                     const char* advice);

// Returns "Reloaded: kept documents; restarted photos".
[[nodiscard]] LogLine reloaded_line(const ReloadReport& report);

}  // namespace lockstep
