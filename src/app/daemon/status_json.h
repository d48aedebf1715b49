// A daemon's state as one JSON object and back. Names are escaped as in the log, with a literal
// backslash doubled, and stay so when they are read.
#pragma once

#include <cstddef>
#include <string>

#include "app/daemon/daemon_status.h"
#include "base/result.h"

namespace lockstep {

// One line without its newline:
//   {"ok":true,"version":"…","pid":1,"paused":false,"needs_restart":["log.file"],
//    "jobs":[{"name":"…","source":"…","replica":"…",
//    "state":"waiting|running|paused|backing_off",
//    "watch":{"state":"off|catching_up|live|partial|polling","how":"inotify","reason":null,
//     "folders":{"watched":5001,"all":5001},"waiting":{"names":0,"oldest_seconds":null},
//     "lag_ms":{"last":1.2,"median":1.1,"p99":4.0},"events":0,"losses":0,"last_full":null,
//     "next_full":null},
//    "last_start":"2024-01-31T12:00:00.000Z","next_start":null,
//    "progress":{"files":0,"bytes":0,"bytes_planned":0},"last":{…}}]}
// "last" is the object of `summary_json`, with the first `problems` problems; it is null before
// the first pass.
// "progress" is null while no pass runs, "lag_ms" before the first change that was followed.
[[nodiscard]] std::string status_json(const DaemonStatus& status, std::size_t problems);

// Reads the state. Fails with `invalid` if the text is not what `status_json` writes.
[[nodiscard]] Result<DaemonStatus> status_from_json(const std::string& text);

}  // namespace lockstep
