#include "app/daemon/job_activity.h"

namespace lockstep {

void JobActivity::ask_for_pass() { asked_ = is_paused() ? Asked::pause_then_pass : Asked::pass; }

// A step that a pause interrupts may be a pass, which is cut short and made again.
void JobActivity::pause() {
  if (asked_ == Asked::pause_then_pass) return;
  const bool is_in_step = doing_ == Doing::stepping || doing_ == Doing::passing;
  asked_ = asked_ == Asked::pass || is_in_step ? Asked::pause_then_pass : Asked::pause;
}

void JobActivity::resume() {
  if (!is_paused()) return;
  asked_ = asked_ == Asked::pause_then_pass ? Asked::pass : Asked::nothing;
}

JobActivity::Step JobActivity::begin_step() {
  if (!may_step()) return Step::none;
  const bool is_asked_for = asked_ == Asked::pass;
  asked_ = Asked::nothing;
  doing_ = Doing::stepping;
  return is_asked_for ? Step::at_once : Step::if_due;
}

void JobActivity::end_step(Then then) {
  doing_ = then == Then::gives_up ? Doing::given_up : Doing::resting;
}

}  // namespace lockstep
