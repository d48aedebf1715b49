// Words what the core reports as lines of the log. Scripts search for these lines, so a changed
// wording is a change for users and belongs into CHANGELOG.md. Pure functions.
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

// True if an event of this kind tells what was done to an entry of the replica. The others are
// notices, warnings and problems.
[[nodiscard]] bool tells_what_was_done(EventKind kind);

[[nodiscard]] LogLine line_for(const Event& event, const RootPaths& roots);

// Returns the lines that end a pass: one, but for a hold one for each reason, and one more when
// something was done beside it.
[[nodiscard]] std::vector<LogLine> summary_lines(const PassSummary& summary,
                                                 const RootPaths& roots);

// "12 copied, 3 updated, 1 removed, 4.2 MiB in 0.31 s"; "no changes occurred".
[[nodiscard]] std::string counts_text(const PassSummary& summary);

// "Synchronization process launched", "… stopped".
[[nodiscard]] LogLine launched_line();
[[nodiscard]] LogLine stopped_line();

// "Source folder path 'S' does not exist.": the whole line, unlike the other reasons why a root is
// not available.
[[nodiscard]] std::string missing_source_text(const std::string& source);

}  // namespace lockstep
