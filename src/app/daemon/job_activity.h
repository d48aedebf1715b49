// The state of a daemon's job: what its thread is doing, what it was asked for, and how both
// change. Pure; its owner guards it.
#pragma once

#include <cstdint>

namespace lockstep {

enum class Doing : std::uint8_t {
  nothing_yet,  // it waits for the word to begin
  following,    // it waits for the jobs that it follows to end
  resting,      // between two steps
  stepping,     // in a step, but in no pass
  passing,      // in a pass
  given_up,     // it makes no more passes
  ended,        // its thread is through
  ended_after_giving_up,
};

enum class Asked : std::uint8_t {
  nothing,
  pass,             // at once
  pause,            // until it is resumed
  pause_then_pass,  // then a pass at once: one was cut short, or asked for
};

class JobActivity {
 public:
  [[nodiscard]] Doing doing() const { return doing_; }
  [[nodiscard]] Asked asked() const { return asked_; }
  [[nodiscard]] bool is_paused() const {
    return asked_ == Asked::pause || asked_ == Asked::pause_then_pass;
  }
  // Returns whether it has not yet taken over from the jobs that it follows.
  [[nodiscard]] bool waits_for_formers() const {
    return doing_ == Doing::nothing_yet || doing_ == Doing::following;
  }
  [[nodiscard]] bool has_given_up() const {
    return doing_ == Doing::given_up || doing_ == Doing::ended_after_giving_up;
  }
  [[nodiscard]] bool has_ended() const {
    return doing_ == Doing::ended || doing_ == Doing::ended_after_giving_up;
  }
  // Returns whether a step would make a pass or wait for its time.
  [[nodiscard]] bool may_step() const { return !is_paused() && !has_given_up(); }

  // These functions ask the job for something, at any time.
  void ask_for_pass();
  void pause();
  void resume();

  // The thread calls these functions in this order: begin, take_over_is_done, steps, end.
  void begin() {
    if (doing_ == Doing::nothing_yet) doing_ = Doing::following;  // not after the end
  }
  void take_over_is_done() { doing_ = Doing::resting; }
  enum class Step {
    none,     // it is paused, or has given up
    if_due,   // make a pass, if it is time for one
    at_once,  // make a pass, since somebody asked for it
  };
  // Begins a step, unless it returns Step::none.
  [[nodiscard]] Step begin_step();
  void begin_pass() { doing_ = Doing::passing; }
  void end_pass() { doing_ = Doing::stepping; }
  enum class Then { goes_on, gives_up };
  void end_step(Then then);
  void end() { doing_ = has_given_up() ? Doing::ended_after_giving_up : Doing::ended; }

 private:
  Doing doing_ = Doing::nothing_yet;
  Asked asked_ = Asked::nothing;
};

}  // namespace lockstep
