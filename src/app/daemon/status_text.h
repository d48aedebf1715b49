// A daemon's state as people read it: what `lockstep service status` prints. Pure.
#pragma once

#include <chrono>
#include <string>

#include "app/daemon/daemon_status.h"

namespace lockstep {

//   Lockstep 1.2.0, process 4711
//
//   documents: /srv/documents -> /mnt/backup/documents
//     waiting, next pass at 12:01:00 (in 42 s)
//     live (inotify, 5,001 folders), lag 1 ms (99 %: 4 ms), all compared at 12:00:00
//     waiting: 12 names, oldest 0.3 s
//     last pass at 12:00:00: 12 copied, 4.2 MiB in 0.31 s
//     held: 5,231 removals are more than the limit of 1,000; …
//     3 problems
//       copy '/srv/documents/a': Permission denied
[[nodiscard]] std::string status_text(const DaemonStatus& status,
                                      std::chrono::system_clock::time_point now);

}  // namespace lockstep
