#include "core/decide/trust.h"

#include <algorithm>

namespace lockstep {
namespace {

bool is_from_the_future(const PairRecord& record, Timestamp now) {
  return record.complete_pass.end && *record.complete_pass.end > now;
}

// Returns the time for a pair of which no pass was ever complete. The first pass that wrote treated
// all as first passes do, by size and time: whatever changed since is read. While a lasting problem
// keeps passes from being complete each reads that again, except for the larger files that this
// process found equal before (EqualFiles).
std::optional<Timestamp> doubted_without_complete_pass(const PairRecord& record, Timestamp now) {
  if (record.first_pass.start) {
    return *record.first_pass.start > now ? now.earlier_by(kClockRepair) : record.first_pass.start;
  }
  // Either an older version's passes wrote, and it is not known since when; or none did, and this
  // is the record of a new volume, which does not know the replica's folder.
  return record.replica.folder.empty() ? std::nullopt : std::optional(kBeforeEverything);
}

}  // namespace

std::optional<Timestamp> trusted_before(const PassInput& input, const MirrorPolicy& policy,
                                        Timestamp now) {
  if (input.memory.record == nullptr || is_from_the_future(*input.memory.record, now))
    return std::nullopt;
  if (input.memory.record->complete_pass.policy_fingerprint != policy.fingerprint)
    return std::nullopt;
  return input.memory.record->complete_pass.start;
}

// Entries that the last complete pass did not leave out (LeftOutThen) had the same content after
// it, whatever its options were.
std::optional<Timestamp> doubted_from(const PassInput& input, const MirrorPolicy& policy,
                                      Timestamp now) {
  if (input.memory.after_other_source) return kBeforeEverything;
  if (input.memory.record == nullptr) return std::nullopt;
  const PairRecord& record = *input.memory.record;
  if (record.other_source_since) return kBeforeEverything;
  if (LeftOutThen(input.memory.record, policy).is_unknown() && record.complete_pass.start)
    return kBeforeEverything;
  const auto from = is_from_the_future(record, now) ? now.earlier_by(kClockRepair)
                    : record.complete_pass.start    ? record.complete_pass.start
                                                    : doubted_without_complete_pass(record, now);
  if (!from || !record.in_doubt.all_from) return from ? from : record.in_doubt.all_from;
  return std::min(*from, *record.in_doubt.all_from);
}

Trust judge_trust(const PassInput& input, const MirrorPolicy& policy, Timestamp now) {
  return {.trusted_before = trusted_before(input, policy, now),
          .doubted_from = doubted_from(input, policy, now),
          .left_out_then = LeftOutThen(input.memory.record, policy)};
}

}  // namespace lockstep
