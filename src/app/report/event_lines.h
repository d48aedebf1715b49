// Words the core's reports as lines of the log. Scripts search for these lines, so a changed
// wording is a change for users and belongs in CHANGELOG.md. The functions are pure.
#pragma once

#include <string>
#include <vector>

#include "app/report/log_line.h"
#include "core/model/observer.h"
#include "core/model/summary.h"

namespace lockstep {

// The two roots as the user named them.
struct RootPaths {
  std::string source;
  std::string replica;
};

// Returns whether an event of this kind tells what was done to an entry of the replica. The others
// are notices, warnings and problems.
[[nodiscard]] bool tells_what_was_done(EventKind kind);

[[nodiscard]] LogLine line_for(const Event& event, const RootPaths& roots);

// Returns the lines that end a pass. That is one line, but a hold has one for each reason, and one
// more if something was done besides.
[[nodiscard]] std::vector<LogLine> summary_lines(const PassSummary& summary,
                                                 const RootPaths& roots);

// Returns "12 copied, 3 updated, 1 removed, 4.2 MiB in 0.31 s", or "no changes occurred".
[[nodiscard]] std::string counts_text(const PassSummary& summary);

// These two return "Synchronization process launched" and "… stopped".
[[nodiscard]] LogLine launched_line();
[[nodiscard]] LogLine stopped_line();

// Returns "Source folder path 'S' does not exist.". This is the whole line, unlike the other
// reasons why a root is not available.
[[nodiscard]] std::string missing_source_text(const std::string& source);

}  // namespace lockstep
