#include "platform/watch/coverage_tally.h"

#include <algorithm>
#include <utility>

namespace lockstep {

void CoverageTally::refuse(std::string reason) {
  ++now_.refused;
  now_.why_refused = std::move(reason);
  ++revision_;
}

void CoverageTally::note_volume(std::uint64_t device, const Volume& volume) {
  volumes_.insert(device);
  if (!volume.remote) return;
  now_.remote_type = volume.type;
  ++revision_;
}

void CoverageTally::begin_walk() {
  before_ = std::exchange(now_, {});
  volumes_.clear();
}

void CoverageTally::end_walk() {
  before_.reset();
  ++revision_;
}

void CoverageTally::describe(WatchState& state) const {
  const Count before = before_.value_or(Count());
  const Count& why = now_.refused > 0 ? now_ : before;
  const std::string& remote_type = now_.remote_type.empty() ? before.remote_type : now_.remote_type;
  state.refused = std::max(now_.refused, before.refused);
  state.told_of_all = remote_type.empty();
  if (state.refused > 0) {
    state.reason = why.why_refused;
  } else if (!remote_type.empty()) {
    state.reason =
        "a volume of type " + remote_type + " does not tell of changes that are made elsewhere";
  }
}

}  // namespace lockstep
