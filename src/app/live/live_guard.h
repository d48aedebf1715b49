// What the guard has to know of a job between its full passes: how large both trees are, how much
// was lost within the hour, what is held, and whether a burst of removals is over. Pure; its owner
// guards it.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "core/live/loss_ledger.h"
#include "core/live/removal_pace.h"
#include "core/model/observer.h"
#include "core/pass/pass.h"

namespace lockstep {

class LiveGuard {
 public:
  // Takes note of what a pass did. The removals of full passes are counted by whoever makes them,
  // and what they copied was not made just now, only mirrored.
  void note(const Event& event, Moment now);
  void full_pass_begins() {
    pace_.clear();
    waiting_.clear();
    in_full_pass_ = true;
  }
  void full_pass_failed() { in_full_pass_ = false; }
  void full_pass_ended(const PassOutcome& outcome);
  // A partial pass that was held makes the hold last until a full pass is let through.
  void partial_pass_ended(const PassOutcome& outcome, Moment now);
  // Says that somebody approved what was lost.
  void forget_losses() { ledger_.forget(); }

  [[nodiscard]] bool is_held() const { return is_held_; }
  [[nodiscard]] const Totals& totals() const { return totals_; }
  // Returns how many leaves partial passes removed within the last hour, without those that were
  // made within it or are back.
  [[nodiscard]] std::uint64_t lost(Moment now) { return ledger_.lost(now); }
  [[nodiscard]] bool would_lose(const RelativePath& leaf, Moment now) {
    return ledger_.would_count(leaf, now);
  }
  // Keeps the path of a removal that may not be made yet.
  void wait_with(const std::string& path) { waiting_.insert(path); }
  [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }
  // Returns when the paths that wait are to be looked at again, all together, so that they are
  // judged as one plan; none if none wait.
  [[nodiscard]] std::optional<Moment> waiting_until() const;
  [[nodiscard]] std::set<std::string> take_waiting() {
    took_waiting_ = true;
    return std::exchange(waiting_, {});
  }
  [[nodiscard]] bool may_lose(std::uint64_t leaves, Moment now) {
    return pace_.ask(leaves, now) == RemovalPace::Verdict::go;
  }

 private:
  LossLedger ledger_;
  RemovalPace pace_;
  std::set<std::string> waiting_;
  Totals totals_;
  bool is_held_ = false;
  bool in_full_pass_ = false;
  bool took_waiting_ = false;          // for the partial pass under way
  std::uint64_t removed_names_ = 0;    // by the partial pass under way, without folders
};

}  // namespace lockstep
