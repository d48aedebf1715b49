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
//    "state":"waiting|running|paused|backing_off","last_start":"2024-01-31T12:00:00.000Z",
//    "next_start":null,"progress":{"files":0,"bytes":0,"bytes_planned":0},"last":{…}}]}
// "last" is the object of `summary_json`, with the first `problems` problems; it is null before
// the first pass.
// "progress" is null while no pass runs.
[[nodiscard]] std::string status_json(const DaemonStatus& status, std::size_t problems);

// Reads the state. Fails with `invalid` if the text is not what `status_json` writes.
[[nodiscard]] Result<DaemonStatus> status_from_json(const std::string& text);

}  // namespace lockstep
