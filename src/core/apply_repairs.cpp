// Metadata repaired in place, and renames. Each is one system call after another on one inode: whatever is cut short is
// found and done by the next pass.
#include "core/apply.h"
#include "core/parallel.h"
#include "core/selected_attributes.h"
#include "core/set_metadata.h"

namespace lockstep {

void Apply::repair(std::vector<Repair> repairs) {
  if (repairs.empty()) return;
  for_each_in_parallel(*context_.input.pool, repairs, [](const Repair&) { return std::uint64_t{0}; },
                       [this](const Repair& repair_) {
                         if (!context_.stopping()) repair_one(repair_);
                       });
  context_.input.pool->wait_idle();
}

void Apply::repair_one(const Repair& repair) {
  Changes changes = repair.changes;
  const auto done = in_replica(repair.folder, [&](Directory& replica) -> Result<void> {
    VolumeState& volume = context_.volumes.of(repair.folder->replica_device(), replica);
    const auto handle = replica.open_entry(repair.name);
    if (!handle) return failure(handle.error());
    const auto now = (*handle)->examine();
    if (!now) return failure(now.error());
    if (!(now->identity == repair.replica.identity) || now->kind != repair.replica.kind) {
      return failure(ErrorKind::changed, "another entry has taken its place; the next pass looks again");
    }
    // One name more than the walk knew may lie outside the replica.
    if (now->link_count > repair.replica.link_count) {
      return failure(ErrorKind::changed, "it got another hard link meanwhile; the next pass looks again");
    }
    AttributesOfBoth attributes;
    if (changes.attributes) {
      const auto source = repair.folder->source();
      if (!source) return failure(source.error());
      auto both = read_both(**source, repair.name, replica, repair.name, context_, volume);
      if (!both) return failure(both.error());
      attributes = std::move(*both);
    }
    return set_metadata(**handle, *now, changes, {repair.source, &attributes.source, &attributes.replica}, context_,
                        volume);
  });
  if (!done) {
    if (done.error().kind() == ErrorKind::not_found) return vanished(repair.folder, repair.name);
    return problem("set the metadata of", repair.folder, repair.name, done.error());
  }
  changed(repair.folder);
  Event event{.kind = EventKind::updated_metadata};
  event.entry = repair.source.kind;
  event.path = repair.folder->path().child(repair.name).text();
  event.reason = changes.text();
  context_.report.done(event);
}

void Apply::rename(std::vector<Rename>& renames) {
  for (const Rename& rename : renames) {
    if (context_.stopping()) return;
    rename_one(rename);
  }
}

void Apply::rename_one(const Rename& rename) {
  auto done = confirm_absent(rename.from_folder, rename.from_name, rename.source.kind == EntryKind::directory);
  if (done) {
    done = in_replica(rename.from_folder, [&](Directory& from) {
      return in_replica(rename.to_folder, [&](Directory& to) -> Result<void> {
        if (auto expected = expect_unchanged(from, rename.from_name, rename.replica); !expected) return expected;
        return from.rename(rename.from_name, to, rename.to_name, Overwrite::never);
      });
    });
  }
  if (!done) return problem("rename", rename.from_folder, rename.from_name, done.error());
  touch(rename.from_folder);
  touch(rename.to_folder);
  Event event{.kind = EventKind::renamed};
  event.entry = rename.source.kind;
  event.path = rename.to_folder->path().child(rename.to_name).text();
  event.from = rename.from_folder->path().child(rename.from_name).text();
  context_.report.done(event);
}

}  // namespace lockstep
