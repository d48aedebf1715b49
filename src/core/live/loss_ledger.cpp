#include "core/live/loss_ledger.h"

#include <algorithm>
#include <numeric>

#include "core/live/path_key.h"

namespace lockstep {

void LossLedger::made(const RelativePath& leaf, Moment now) {
  go_on(now);
  const std::uint64_t key = path_key(leaf);
  // One that comes back stood an hour ago: it counts again when it goes again.
  if (lost_.erase(key) > 0) return;
  if (made_.size() < most_ || made_.contains(key)) made_[key] = now_;
}

void LossLedger::removed(const RelativePath& leaf, Moment now) {
  go_on(now);
  const std::uint64_t key = path_key(leaf);
  if (made_.erase(key) > 0) return;
  if (lost_.size() < most_ || lost_.contains(key)) {
    lost_[key] = now_;
  } else {
    ++only_counted_[static_cast<std::size_t>(now_ % (kHour + 1))];
  }
}

void LossLedger::renamed(const RelativePath& from, const RelativePath& to, Moment now) {
  go_on(now);
  const auto made = made_.find(path_key(from));
  lost_.erase(path_key(to));
  if (path_key(from) != path_key(to)) made_.erase(path_key(to));  // it is another leaf's name now
  if (made == made_.end()) return;
  const Minute when = made->second;
  made_.erase(made);
  made_[path_key(to)] = when;
}

void LossLedger::count(std::uint64_t leaves, Moment now) {
  go_on(now);
  only_counted_[static_cast<std::size_t>(now_ % (kHour + 1))] += leaves;
}

void LossLedger::forget_made(const RelativePath& leaf) { made_.erase(path_key(leaf)); }

bool LossLedger::would_count(const RelativePath& leaf, Moment now) {
  go_on(now);
  return !made_.contains(path_key(leaf));
}

std::uint64_t LossLedger::lost(Moment now) {
  go_on(now);
  return std::accumulate(only_counted_.begin(), only_counted_.end(),
                         static_cast<std::uint64_t>(lost_.size()));
}

void LossLedger::forget() {
  lost_ = {};
  only_counted_ = {};
}

// Forgets what is older than an hour, once a minute.
void LossLedger::go_on(Moment now) {
  const Minute minute =
      std::chrono::duration_cast<std::chrono::minutes>(now.time_since_epoch()).count();
  if (minute <= now_) return;
  const Minute last = std::max(now_, minute - kHour - 1);
  for (Minute each = last + 1; each <= minute; ++each)
    only_counted_[static_cast<std::size_t>(each % (kHour + 1))] = 0;
  now_ = minute;
  std::erase_if(made_, [&](const auto& entry) { return entry.second + kHour <= now_; });
  std::erase_if(lost_, [&](const auto& entry) { return entry.second + kHour < now_; });
}

}  // namespace lockstep
