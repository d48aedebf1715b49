// The log: console or journal, and rotating file behind one object. The only header of ours that
// stands for spdlog.
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

  // Opens the file, creating its parents, and says so in it when it is new. An error is one of
  // usage (exit 2).
  //
  // The level of `settings` is the file's. The console shows `info` and above, with `brief` no line
  // of a single entry, with `verbose` debug lines too, with `quiet` warnings and errors alone:
  // errors on standard error, the rest on standard output, or with `json` all on standard error.
  // Where that stream leads to systemd's journal, the journal gets each line from the level of
  // `settings` on, with its fields and no time stamp.
  [[nodiscard]] static Result<std::unique_ptr<Log>> open(const LogSettings& settings,
                                                         const ConsoleSettings& console,
                                                         Dependencies dependencies);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  // Any thread. Never fails and never throws: what can't be written to the file is told once on
  // standard error, counted, and the count is logged when the file works again.
  void write(const LogLine& line);

  // Opens the log file anew when it was moved away or removed, which lines do by themselves some
  // seconds later: where a pass begins with this, a pass without lines has a log file, too. Cheap:
  // it looks every two seconds at most. Any thread.
  void look_after_file();

  // True if a line of this level would be written anywhere.
  [[nodiscard]] bool wants(LogLevel level) const;
  // True if a line that tells what was done to one entry would be written anywhere.
  [[nodiscard]] bool wants_operations() const;

 private:
  struct State;
  explicit Log(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace lockstep
