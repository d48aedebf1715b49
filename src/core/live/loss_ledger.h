// Counts the leaves that stood in the replica an hour ago and are gone now, so that many small
// passes are no way round the limit of removals. A leaf that was made within the hour does not
// count when it goes, and one that comes back is given back: what a build makes and cleans again
// and again is no loss. Pure.
//
// It goes by minutes, in favour of the replica: a leaf counts as lost for up to a minute longer,
// and as new for up to a minute less. It remembers hashes of 100,000 paths of either kind; losses
// past that are only counted, and a leaf that was made past that counts when it goes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "base/relative_path.h"
#include "core/live/moment.h"

namespace lockstep {

class LossLedger {
 public:
  explicit LossLedger(std::size_t most = 100'000) : most_(most) {}

  void made(const RelativePath& leaf, Moment now);
  void removed(const RelativePath& leaf, Moment now);
  // Says that leaves were removed of which the paths are not known.
  void count(std::uint64_t leaves, Moment now);
  // Says that whatever was made may have gone or moved: it counts from now on when it goes. Called
  // for a renamed folder, since another one may take the names below it, and these are only hashes.
  void distrust_made() { made_ = {}; }
  // Says that this leaf went, or moved, in a way that is counted elsewhere.
  void forget_made(const RelativePath& leaf);
  // Says that a leaf has another name, which is no loss.
  void renamed(const RelativePath& from, const RelativePath& to, Moment now);
  // Returns whether the leaf's removal would count.
  [[nodiscard]] bool would_count(const RelativePath& leaf, Moment now);
  // Returns how many leaves are lost.
  [[nodiscard]] std::uint64_t lost(Moment now);
  // Forgets the losses, since somebody approved them. What was made within the hour still was.
  void forget();

 private:
  using Minute = std::int64_t;
  static constexpr Minute kHour = 60;
  using Minutes = std::unordered_map<std::uint64_t, Minute>;  // by hashes of paths

  void go_on(Moment now);

  std::size_t most_;
  Minute now_ = 0;
  Minutes made_;
  Minutes lost_;
  std::array<std::uint64_t, kHour + 1> only_counted_ = {};  // by minute
};

}  // namespace lockstep
