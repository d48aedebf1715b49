// How much of a source is watched, and what follows from that: the state that is shown, the lines
// that are told when it changes, and when a full pass is due sooner than its interval wants. Pure;
// its owner guards it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/config/settings.h"
#include "app/report/live_status.h"
#include "app/report/watch_news.h"
#include "core/live/moment.h"
#include "platform/watch/watcher.h"

namespace lockstep {

// A full pass that came to its end.
struct FullPass {
  Moment start = {};
  Moment end = {};
  std::uint64_t folders = 0;  // of the source
};

class LiveCoverage {
 public:
  LiveCoverage(WatchChoice choice, std::string source, std::chrono::milliseconds interval);

  // Says that a walk of everything begins, with or without a watcher. `why_not` is a sentence. A new
  // watcher has told of nothing so far.
  enum class Since { before, now };
  void full_pass_begins(const WatchState& watch, Since watched);
  void full_pass_begins_unwatched(std::string why_not);
  // Says that it saw everything that it could. What was lost while it ran is still lost.
  void full_pass_ended(const FullPass& pass);
  // Says that none came to its end: the next pass has to be a full one.
  void full_pass_failed();

  // Says that events were lost, or that the root is gone, or something else about the watcher.
  void lost(const std::string& reason, Moment now);
  void changed(const WatchState& watch, Moment now);
  // Says that something was told, which puts a full pass after a loss off: while events rain, the
  // next loss is near.
  void told(Moment now) { last_event_ = now; }

  [[nodiscard]] LiveState state() const;
  // Returns whether partial passes can follow the source now.
  [[nodiscard]] bool follows() const;
  // Returns when a full pass is due because of a loss; none if there was none.
  [[nodiscard]] std::optional<Moment> full_pass_due() const;
  // Returns the lines that the changes since the last call deserve.
  [[nodiscard]] std::vector<WatchNews> take_news();
  // Fills in what this knows of the status.
  [[nodiscard]] LiveStatus status() const;

 private:
  struct Loss {
    std::string reason;
    Moment first = {};
  };
  [[nodiscard]] WatchNews news() const;
  [[nodiscard]] std::string interval() const;

  const WatchChoice choice_;
  const std::string source_;
  const std::chrono::milliseconds interval_;
  WatchState watch_;         // `how` is empty if nothing is watched
  std::string why_not_;      // why nothing is
  bool walking_ = false;     // a full pass runs
  bool walked_ = false;      // one has ended, and nothing was lost since
  std::optional<FullPass> last_;
  std::optional<Loss> loss_;  // since the last full pass began
  std::uint64_t losses_ = 0;
  Moment last_event_ = {};
  std::vector<WatchNews> news_;
  WatchNews told_;  // the last line about what is watched
};

}  // namespace lockstep
