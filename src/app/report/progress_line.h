// The last line of a terminal: what a pass is doing right now, redrawn ten times a second, and
// between passes how current the replica is, redrawn every second.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/report/terminal_line.h"
#include "core/model/observer.h"

namespace lockstep {

// The progress of a pass at one moment.
struct ProgressSample {
  Progress::Phase phase = Progress::Phase::idle;
  std::uint64_t entries_scanned = 0;
  std::uint64_t files_planned = 0;
  std::uint64_t bytes_planned = 0;
  std::uint64_t files_done = 0;
  std::uint64_t bytes_done = 0;
  std::uint64_t removals_planned = 0;
  std::uint64_t removals_done = 0;
  std::uint64_t bytes_compared = 0;
  // True while more is still being found, so that less is planned than will be done.
  bool grows = false;
};
[[nodiscard]] ProgressSample sample(const Progress& progress);

// Measures bytes a second, smoothed: the last few seconds count most.
class RateMeter {
 public:
  void add(std::chrono::duration<double> since_start, std::uint64_t bytes);
  // Returns none before there is something to tell.
  [[nodiscard]] std::optional<double> bytes_per_second() const;

 private:
  double last_time_ = 0;
  std::uint64_t last_bytes_ = 0;
  double rate_ = 0;
  double weight_ = 0;
};

// Returns "Copying 35%, 1,204 of 5,310 files, 1.2 GiB of 3.4 GiB, 118 MiB/s, 19 s left". If that is
// too long for `width` - 1 columns (a line that fills the last column wraps on some terminals), the
// parts that matter least are left out, and nothing is cut in two unless there is no room at all.
// `job` is put in front unless empty. Pure.
[[nodiscard]] std::string progress_text(const ProgressSample& sample,
                                        std::optional<double> bytes_per_second,
                                        const std::string& job, int width);

// The state of a job that rests.
struct Rest {
  std::string job;
  std::string state;  // "No changes"
  std::chrono::system_clock::time_point as_of;
  // None if changes are followed as they happen.
  std::optional<std::chrono::steady_clock::time_point> next;
};
// Returns "No changes as of 11:00:14; next pass in 42 s", or "Live: no changes as of 11:00:14", by
// the same rules. Pure.
[[nodiscard]] std::string rest_text(const Rest& rest, std::chrono::steady_clock::time_point now,
                                    int width);

class ProgressLine {
 public:
  // `terminal` is borrowed; `width` is asked before each drawing.
  ProgressLine(TerminalLine* terminal, std::function<int()> width);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // Tells that a pass begins; `progress` is borrowed until `end`. A short pass is never drawn. If
  // several passes run, the one that has run longest is shown. Any thread may call it.
  void begin(const std::string& job, const Progress* progress);
  void end(const Progress* progress);
  // Sets the text that is shown while no pass runs; of several jobs, the one that called last is
  // shown. Any thread may call it.
  void rest(Rest rest);

 private:
  struct Running {
    std::string job;
    const Progress* progress = nullptr;
    std::chrono::steady_clock::time_point since;
    RateMeter rate;
    std::uint64_t planned = 0;  // at the last drawing
    std::chrono::steady_clock::time_point grew = {};
  };
  void draw_until(const std::stop_token& stop);
  void draw_running(Running& shown);

  TerminalLine* terminal_;
  std::function<int()> width_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<Running> running_;  // guarded by mutex_
  std::optional<Rest> rest_;      // guarded by mutex_
  bool rest_is_new_ = false;      // guarded by mutex_; not drawn yet
  std::jthread thread_;           // stands last, so it ends before what it uses
};

}  // namespace lockstep
