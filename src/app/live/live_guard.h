// What the guard has to know of a job between its full passes: how large both trees are, how much
// was lost within the hour, what is held, and whether a burst of removals is over. Pure; its owner
// guards it.
#pragma once

#include <cstdint>

#include "core/live/loss_ledger.h"
#include "core/live/removal_pace.h"
#include "core/model/observer.h"
#include "core/pass/pass.h"

namespace lockstep {

class LiveGuard {
 public:
  // Takes note of what any pass did.
  void note(const Event& event, Moment now);
  void full_pass_begins() { pace_.clear(); }
  void full_pass_ended(const PassOutcome& outcome);
  // A partial pass that was held makes the hold last until a full pass is let through.
  void partial_pass_ended(const PassOutcome& outcome);
  // Says that somebody approved what was lost.
  void forget_losses() { ledger_.forget(); }

  [[nodiscard]] bool is_held() const { return is_held_; }
  [[nodiscard]] const Totals& totals() const { return totals_; }
  [[nodiscard]] std::uint64_t lost(Moment now) { return ledger_.lost(now); }
  [[nodiscard]] bool would_lose(const RelativePath& leaf, Moment now) {
    return ledger_.would_count(leaf, now);
  }
  [[nodiscard]] bool may_lose(std::uint64_t leaves, Moment now) {
    return pace_.ask(leaves, now) == RemovalPace::Verdict::go;
  }

 private:
  LossLedger ledger_;
  RemovalPace pace_;
  Totals totals_;
  bool is_held_ = false;
};

}  // namespace lockstep
