#include "core/change/repair_writer.h"

#include <utility>

#include "core/entry/set_metadata.h"
#include "core/look/parallel.h"

namespace lockstep {
namespace {

// Returns whether the replica's file, or link, is still the one whose content was found equal. (A
// link's target can't be changed, but the number of a removed link goes to the next one that is
// made.) The ctime is compared unless this pass itself may have changed it, by names that it added
// or removed, or by another spelling.
bool is_as_compared(const Entry& now, const Repair& repair, const VolumeState& volume,
                    std::optional<std::uint32_t> user) {
  const Entry& then = repair.replica;
  if (then.kind != EntryKind::file && then.kind != EntryKind::symlink) return true;
  // Whoever can write to the file now could still write to it after it has become somebody else's.
  if (then.kind == EntryKind::file && repair.changes.owner && repair.source.owner != now.owner &&
      !is_closed_to_others(now, user))
    return false;
  if (now.size != then.size || now.modified() != then.modified()) return false;
  const Capabilities can = volume.capabilities();
  const bool may_be_respelt = !can.case_sensitive || !can.keeps_form;
  return repair.names_change || may_be_respelt || now.changed() == then.changed();
}

}  // namespace

void RepairWriter::carry_out(std::vector<Repair> repairs) {
  if (repairs.empty()) return;
  for_each_in_parallel(
      context_.resources.pool, repairs, [](const Repair&) { return std::uint64_t{0}; },
      [this](const Repair& needed) {
        if (!context_.stopping() && !waiting_.takes_with_folder(needed)) repair_one(needed);
      });
  context_.resources.pool.wait_idle();
}

// Reads the attributes of both sides. They must come from the same file as the mode and the owner,
// so they are read from a handle on the very entry that was examined. Fails with `changed` if that
// is another one by now.
Result<AttributesOfBoth> RepairWriter::read_attributes_for(const Repair& repair,
                                                           const Handle& replica,
                                                           VolumeState& volume) {
  const auto folder = repair.folder->source();
  if (!folder) return failure(folder.error());
  const auto source = (*folder)->open_entry(repair.name);
  if (!source) return failure(source.error());
  auto both = read_both(**source, replica, context_, volume);
  if (!both) return both;
  const auto now = (*source)->examine();
  if (!now) return failure(now.error());
  const bool is_file = repair.source.kind == EntryKind::file;
  if (!is_same_version(*now, repair.source) ||
      (is_file && gives_rights(both->source, both->replica)))
    return failure(ErrorKind::changed);
  return both;
}

Result<RepairWriter::Repaired> RepairWriter::try_to_repair(const Repair& repair,
                                                           Directory& replica) {
  VolumeState& volume = writer_.volume_of(*repair.folder, replica);
  const auto opened = perform_in(replica, Change{repair.name, OpenEntry{}, repair.replica});
  if (!opened) return failure(opened.error());
  const Entry& now = opened->now;
  if (!is_as_compared(now, repair, volume, context_.rights.user)) {
    return failure(ErrorKind::changed,
                   "it was changed in the replica during the pass; the next pass looks again");
  }
  Changes changes = repair.changes;
  AttributesOfBoth attributes;
  // A change of owner takes a file's capabilities away (chown(2)).
  const bool may_lose_attributes = changes.owner && now.kind == EntryKind::file;
  if (changes.attributes || may_lose_attributes) {
    auto both = read_attributes_for(repair, *opened->handle, volume);
    if (!both && both.error().kind() == ErrorKind::changed) return Repaired::changed_in_source;
    if (!both) return failure(both.error());
    attributes = std::move(*both);
    changes.attributes |= has_capabilities(attributes.source);
  }
  const auto set = set_metadata(
      {.handle = *opened->handle, .now = now, .folder = *repair.folder, .volume = volume}, changes,
      {.source = repair.source,
       .source_attributes = attributes.source,
       .replica_attributes = attributes.replica},
      context_);
  if (!set) return failure(set.error());
  if (!set->attributes) return failure(set->attributes.error());
  return Repaired::done;
}

void RepairWriter::repair_one(const Repair& repair) {
  const auto done = writer_.in_folder(
      repair.folder, [&](Directory& replica) { return try_to_repair(repair, replica); });
  if (!done) {
    if (done.error().kind() == ErrorKind::not_found)
      return writer_.vanished(*repair.folder, repair.name);
    return writer_.problem("set the metadata of", *repair.folder, repair.name, done.error());
  }
  if (*done == Repaired::changed_in_source)
    return context_.report.changed_meanwhile(repair.folder->path().child(repair.name).text());
  writer_.changed(repair.folder);
  Event event = ReplicaWriter::event_on(*repair.folder, repair.name, EventKind::updated_metadata,
                                        repair.source.kind);
  event.reason = repair.changes.text();
  writer_.done(event);
}

}  // namespace lockstep
