// The log: a console or journal, and a rotating file, behind one object. It hides spdlog from the
// rest of the program.
#pragma once

#include <memory>

#include "app/config/settings.h"
#include "app/report/log_line.h"
#include "app/report/terminal_line.h"
#include "base/clock.h"
#include "base/result.h"

namespace lockstep {

class Log {
 public:
  // Both are borrowed, and outlive the log.
  struct Dependencies {
    const Clock* clock = nullptr;
    TerminalLine* terminal = nullptr;  // where the console's lines go; may be null
  };

  // Opens the file, creating its parents, and says so in the file if it is new. An error is one of
  // usage (exit 2).
  //
  // The level of `settings` is the file's. The console shows `info` and above; with `brief` no line
  // of a single entry, with `verbose` debug lines too, with `quiet` only warnings and errors.
  // Errors go to standard error and the rest to standard output, or with `json` all of it to
  // standard error. If that stream leads to systemd's journal, the journal gets each line from the
  // level of `settings` on, with its fields and no time stamp.
  [[nodiscard]] static Result<std::unique_ptr<Log>> open(const LogSettings& settings,
                                                         const ConsoleSettings& console,
                                                         Dependencies dependencies);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  // Writes a line. Any thread may call it. It never fails and never throws: a line that can't be
  // written to the file is told once on standard error and counted, and the count is logged when
  // the file works again.
  void write(const LogLine& line);

  // Opens the log file anew if it was moved away or removed. Lines do this by themselves some
  // seconds later; a pass that begins with this call has a log file even if it writes no lines. The
  // call is cheap, since it looks every two seconds at most. Any thread may call it.
  void look_after_file();

  // Returns whether a line of this level would be written anywhere.
  [[nodiscard]] bool wants(LogLevel level) const;
  // Returns whether a line that tells what was done to one entry would be written anywhere.
  [[nodiscard]] bool wants_operations() const;

 private:
  struct State;
  explicit Log(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace lockstep
