#include "app/job/record_start.h"

#include <utility>

#include "platform/disk/roots.h"

namespace lockstep {

Result<void> outdate_other_records(RecordStore& records, const JobRoots& roots) {
  for (const std::string& source : roots.known.other_sources) {
    auto other = records.load(source, roots.canonical_replica, roots.replica_volume);
    if (!other || !*other || (*other)->other_source_since) continue;
    (*other)->other_source_since = true;
    if (auto saved = records.save(source, roots.canonical_replica, **other); !saved) return saved;
  }
  return {};
}

bool begins_anew(const JobRoots& roots) {
  return roots.known.turns_round || roots.known.is_damaged();
}

Result<void> begin_record(RecordStore& records, const std::string& named_source,
                          const JobRoots& roots) {
  if (!begins_anew(roots)) return {};
  PairRecord record = roots.known.record.value_or(PairRecord());
  record.named_source = named_source;
  record.replica.volume = roots.replica_volume;
  record.approved_links = roots.foreign_links;
  record.first_pass.pending = true;
  // Nobody knows what the damaged record would have said, so no file is believed by its times.
  record.other_source_since = roots.known.is_damaged() || !roots.known.other_sources.empty();
  const std::string& source = roots.canonical_source;
  const std::string& replica = roots.canonical_replica;
  auto begun = roots.known.is_damaged() ? records.replace_damaged(source, replica, record)
                                        : records.save(source, replica, record);
  if (!begun || !roots.known.turns_round) return begun;
  const auto volume = roots.source->volume();
  if (!volume) return failure(volume.error().within("examine the volume of the source", source));
  return records.forget(replica, source, volume->identity);
}

Result<SourceLock> lock_source(const std::string& path) {
  SourceLock lock;
  const auto found = find_root(path);
  if (!found || !(*found)->missing().empty()) return lock;
  const auto folder = (*found)->open(SecurityDescriptors::left_out);
  if (!folder) return lock;
  const auto not_locked = [&path](const Error& error) {
    return failure(error.within("lock the source", path));
  };
  const auto name = place_name(**folder);
  if (!name) return not_locked(name.error());
  auto place = take_place(*name);
  if (!place) return not_locked(place.error());
  lock.place = std::move(*place);
  auto pass = lock_for_pass(**folder);
  if (!pass) return not_locked(pass.error());
  lock.pass = std::move(pass->lock);
  return lock;
}

}  // namespace lockstep
