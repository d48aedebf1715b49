// Shows on a terminal, or to whoever reads the output, what the jobs of a process do: the log's
// lines, the line of progress below them, and summaries for programs on standard output. It decides
// nothing, and knows no job.
#pragma once

#include <memory>
#include <string>

#include "app/config/settings.h"
#include "app/report/log.h"
#include "app/report/progress_line.h"
#include "app/report/terminal_line.h"
#include "base/clock.h"
#include "base/result.h"
#include "core/model/summary.h"
#include "platform/system/terminal.h"

namespace lockstep {

class Console {
 public:
  // With `json` standard output belongs to the summaries, and all else goes to standard error.
  explicit Console(const ConsoleSettings& settings);
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  // Opens the log, which creates its file. Call it once, before anything below but `print`. An
  // error is one of usage.
  [[nodiscard]] Result<void> open_log(const LogSettings& settings);
  // Draws progress from now on, if the user wants it and there is a terminal to draw it on.
  void draw_progress();

  [[nodiscard]] const Clock& clock() const { return clock_; }
  [[nodiscard]] Log& log() { return *log_; }
  // Null while no progress is drawn.
  [[nodiscard]] ProgressLine* progress_line() { return progress_line_.get(); }

  // Writes whole lines to standard output, beside those of the log. Any thread may call it.
  void print(const std::string& lines);
  // Writes the summary of a pass as one line for programs, if --json wants that. Any thread may
  // call it.
  void print_summary(const JobSettings& job, const PassSummary& summary);
  // Does the same with what partial passes did together.
  void print_live_changes(const JobSettings& job, const PassSummary& summary);
  // Tells of a job without a name why no pass was made: in the log, and by the summary.
  void tell_refusal(const JobSettings& job, const PassSummary& obstacle);

 private:
  const ConsoleSettings settings_;
  const Stream stream_;
  // The members stand in the order in which they are made; each uses those above it.
  SystemClock clock_;
  TerminalLine terminal_;
  std::unique_ptr<ProgressLine> progress_line_;
  std::unique_ptr<Log> log_;
};

}  // namespace lockstep
