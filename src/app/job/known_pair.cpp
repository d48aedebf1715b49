#include "app/job/known_pair.h"

#include <utility>

#include <fmt/format.h>

#include "app/job/new_volume.h"
#include "app/job/release_words.h"

namespace lockstep {
namespace {

// Returns whether the reverse of the pair is on record. Even a damaged record tells, by its name
// alone, that the pair was mirrored in that direction.
Result<bool> is_reverse_on_record(const RecordStore& records, const PairPlace& place) {
  const auto reverse = records.load(place.replica, place.source);
  if (reverse) return reverse->has_value();
  if (is_damaged_record(reverse.error())) return true;
  return failure(reverse.error());
}

// Refuses --reverse if it names the folders in the order of before: its user can't mean what would
// be done. The command of a pair that was turned round may be repeated while its first pass is not
// through yet.
Refused check_reverse_is_meant(const JobSettings& job, const KnownPair& known) {
  if (!job.reverse || known.turns_round || known.is_damaged()) return std::nullopt;
  if (!known.record) {
    return unavailable(
        fmt::format("nothing is on record of '{}' and '{}' that --reverse could turn round; "
                    "without it this is a first pass",
                    job.source, job.replica));
  }
  if (known.record->first_pass.pending) return std::nullopt;
  return unavailable(fmt::format(
      "'{}' is on record as the source of '{}' already, so that --reverse has nothing to turn "
      "round; to turn that pair, name the replica first; to mirror as before, leave --reverse out",
      job.source, job.replica));
}

}  // namespace

tl::expected<KnownPair, Obstacle> recall_pair(const JobSettings& job, const RecordStore& records,
                                              const PairPlace& place) {
  const auto reverse = is_reverse_on_record(records, place);
  if (!reverse) return tl::unexpected(unavailable(reverse.error().message()));
  if (*reverse && !job.reverse) {
    Obstacle refused = unavailable(wrong_direction_text(job));
    refused.wrong_direction = true;
    return tl::unexpected(std::move(refused));
  }
  KnownPair known;
  known.turns_round = *reverse;
  auto record = records.load(place.source, place.replica, place.replica_volume);
  if (record) {
    known.record = std::move(*record);
  } else if (is_damaged_record(record.error())) {
    known.damage = record.error().message();
  } else {
    return tl::unexpected(unavailable(record.error().message()));
  }
  if (auto refused = check_reverse_is_meant(job, known)) return tl::unexpected(std::move(*refused));
  // If the pair is turned round, the record of this direction is older than the other one.
  if (known.turns_round && known.record)
    known.record = record_of_new_volume(*known.record, known.record->replica.volume);
  if (!known.record || known.record->other_source_since)
    known.other_sources = records.other_sources(job.source, place.source, place.replica);
  return known;
}

}  // namespace lockstep
