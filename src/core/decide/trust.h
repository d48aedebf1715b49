// Decides what the record of earlier passes vouches for in this one. Pure.
#pragma once

#include <limits>
#include <optional>

#include "base/timestamp.h"
#include "core/decide/left_out_then.h"
#include "core/model/pass_input.h"
#include "core/model/policy.h"

namespace lockstep {

// All that the record vouches for.
struct Trust {
  std::optional<Timestamp> trusted_before = {};  // see CompareRules
  std::optional<Timestamp> doubted_from = {};    // see CompareRules
  LeftOutThen left_out_then = {};
};

// If the clock shows a pass on record to lie in the future, the clock was wrong then by an unknown
// amount: files are doubted from this long before now.
inline constexpr std::int64_t kClockRepair = 24 * 60 * 60;  // seconds

// Everything changed later than this, so that nothing is believed by its size and time.
inline constexpr Timestamp kBeforeEverything{std::numeric_limits<std::int64_t>::min() / 2, 0};

// Returns the time at which attributes and links' targets were equal in all entries that have
// changed on neither side since (CompareRules::trusted_before); none if nothing vouches for them.
[[nodiscard]] std::optional<Timestamp> trusted_before(const PassInput& input,
                                                      const MirrorPolicy& policy, Timestamp now);

// Returns the time from which a changed file of the source may hold other bytes under the size and
// time that it had (CompareRules::doubted_from); none if no pass has written, and these are
// believed.
[[nodiscard]] std::optional<Timestamp> doubted_from(const PassInput& input,
                                                    const MirrorPolicy& policy, Timestamp now);

// Returns all of it for a pass that begins at `now`.
[[nodiscard]] Trust judge_trust(const PassInput& input, const MirrorPolicy& policy, Timestamp now);

}  // namespace lockstep
