// Decides whether the removals of a partial plan may go now, or wait for the end of a burst. A few
// go at once. More wait until no removal came for a while, and are then judged as one plan: so a
// source that is emptied file by file is held like one that was emptied at once, and a mass move
// gets time to show its other half. Pure; the guard judges what may go.
//
// Whoever asks keeps the marks of removals that wait, and puts them all into the first work after
// ready_at(), whose plan then may go as a whole.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "core/live/moment.h"

namespace lockstep {

class RemovalPace {
 public:
  enum class Verdict : std::uint8_t { go, wait };

  // Asks for a plan that removes so many leaves, as the LossLedger counts them: those that do not
  // count go at once, and disturb nothing. What goes is taken as gone.
  [[nodiscard]] Verdict ask(std::uint64_t leaves, Moment now);
  // Returns when those that wait may go; none if none wait.
  [[nodiscard]] std::optional<Moment> ready_at() const;
  // Forgets those that wait, since a full pass judges them.
  void clear() { burst_.reset(); }

 private:
  struct Burst {
    Moment first;
    Moment last;
  };
  struct Gone {
    Moment when;
    std::uint64_t leaves;
  };

  std::optional<Burst> burst_;
  std::deque<Gone> gone_;  // within the last seconds: at most as many as may go at once
};

}  // namespace lockstep
