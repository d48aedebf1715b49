// Metadata repaired in place, and renames. Each is one system call after another on one inode:
// whatever is cut short is found and done by the next pass.
#include <algorithm>
#include <set>
#include <utility>

#include "core/change/apply.h"
#include "core/change/others.h"
#include "core/change/set_metadata.h"
#include "core/look/parallel.h"
#include "core/look/selected_attributes.h"
#include "core/model/temporaries.h"

namespace lockstep {
namespace {

// Somebody was faster, or a stop was asked for: the next pass looks again.
bool may_copy_instead(const Error& error) {
  return error.kind() != ErrorKind::changed && error.kind() != ErrorKind::not_found &&
         error.kind() != ErrorKind::cancelled;
}

// The other spelling, if there is one, by which the source answers for the name that is moved.
std::optional<OtherSpelling> other_spelling_of(const Rename& rename) {
  const auto top = std::find_if(
      rename.removals.begin(), rename.removals.end(), [&rename](const Removal& removal) {
        return removal.folder == rename.from_folder && removal.name == rename.from_name;
      });
  return top == rename.removals.end() ? std::nullopt : top->other_spelling;
}

// Puts the copies back that the rename had replaced in the plan. What they make needs no repair.
void copy_instead(const Rename& rename, Plan& plan) {
  std::set<std::pair<PairPointer, std::string>> copied;
  for (const Creation& creation : rename.creations) copied.emplace(creation.folder, creation.name);
  std::erase_if(plan.repairs, [&copied](const Repair& repair) {
    return copied.contains({repair.folder, repair.name});
  });
  plan.creations.insert(plan.creations.end(), rename.creations.begin(), rename.creations.end());
}

// Is the replica's file, or link, still the one whose content was found equal? (A link's target
// can't be changed, but the number of a removed one goes to the next that is made.) Its ctime is
// compared where nothing that this pass does changes it: other names that come or go, other
// spellings.
bool is_as_compared(const Entry& now, const Repair& repair, const VolumeState& volume,
                    std::optional<std::uint32_t> user) {
  const Entry& then = repair.replica;
  if (then.kind != EntryKind::file && then.kind != EntryKind::symlink) return true;
  // Whoever can write to it now could store into it after it has become somebody else's.
  if (then.kind == EntryKind::file && repair.changes.owner && repair.source.owner != now.owner &&
      !is_closed_to_others(now, user))
    return false;
  if (now.size != then.size || now.modified() != then.modified()) return false;
  const Capabilities can = volume.capabilities();
  const bool may_be_respelt = !can.case_sensitive || !can.keeps_form;
  return repair.names_change || may_be_respelt || now.changed() == then.changed();
}

}  // namespace

void Apply::repair(std::vector<Repair> repairs) {
  if (repairs.empty()) return;
  for_each_in_parallel(
      *context_.input.pool, repairs, [](const Repair&) { return std::uint64_t{0}; },
      [this](const Repair& needed) {
        if (!context_.stopping() && !waits_with_folder(needed)) repair_one(needed);
      });
  context_.input.pool->wait_idle();
}

// Attributes must not come from another file than the mode and the owner: they are read from a
// handle on the very entry that these are from.
Result<AttributesOfBoth> Apply::read_attributes_for(const Repair& repair, const Handle& replica,
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

void Apply::repair_one(const Repair& repair) {
  Changes changes = repair.changes;
  bool changed_in_source = false;
  const auto done = in_replica(repair.folder, [&](Directory& replica) -> Result<void> {
    VolumeState& volume = context_.volumes.of(repair.folder->replica_device(), replica);
    const auto opened =
        perform(replica, Change{repair.name, OpenEntry{}, repair.replica}, new_temporary_name);
    if (!opened) return failure(opened.error());
    const Entry& now = opened->now;
    if (!is_as_compared(now, repair, volume, context_.input.user)) {
      return failure(ErrorKind::changed,
                     "it was changed in the replica during the pass; the next pass looks again");
    }
    AttributesOfBoth attributes;
    // A change of owner takes a file's capabilities away (chown(2)).
    const bool may_lose_attributes = changes.owner && now.kind == EntryKind::file;
    if (changes.attributes || may_lose_attributes) {
      auto both = read_attributes_for(repair, *opened->handle, volume);
      if (!both && both.error().kind() == ErrorKind::changed) {
        changed_in_source = true;
        return {};
      }
      if (!both) return failure(both.error());
      attributes = std::move(*both);
      changes.attributes |= has_capabilities(attributes.source);
    }
    return set_metadata(*opened->handle, now, changes,
                        {.source = repair.source,
                         .source_attributes = &attributes.source,
                         .replica_attributes = &attributes.replica,
                         .folder = repair.folder.get()},
                        context_, volume);
  });
  if (!done) {
    if (done.error().kind() == ErrorKind::not_found) return vanished(repair.folder, repair.name);
    return problem("set the metadata of", repair.folder, repair.name, done.error());
  }
  if (changed_in_source)
    return context_.report.changed_meanwhile(repair.folder->path().child(repair.name).text());
  changed(repair.folder);
  Event event{.kind = EventKind::updated_metadata};
  event.entry = repair.source.kind;
  event.path = repair.folder->path().child(repair.name).text();
  event.reason = repair.changes.text();
  context_.report.done(event);
}

std::vector<Rename> Apply::rename(Plan& plan) {
  std::vector<Rename> refused;
  std::vector<Rename> respellings;
  for (Rename& rename : plan.renames) {
    if (context_.stopping()) break;
    if (rename.respelling) {
      respellings.push_back(std::move(rename));
      continue;
    }
    if (!may_put_into(*rename.to_folder)) {
      rename.from_folder->retain();
      continue;
    }
    if (waits_with_folder(rename)) continue;
    const auto done = rename_one(rename);
    if (done) continue;
    if (!may_copy_instead(done.error())) {
      problem("rename", rename.from_folder, rename.from_name, done.error());
      continue;
    }
    context_.report.skipped(
        rename.to_folder->path().child(rename.to_name).text(),
        "can't be renamed in the replica, so it is copied: " + done.error().message());
    copy_instead(rename, plan);
    refused.push_back(std::move(rename));
  }
  if (!context_.stopping()) respell(std::move(respellings));
  return refused;
}

bool Apply::is_copied(const Rename& refused) {
  return std::all_of(
      refused.creations.begin(), refused.creations.end(), [this](const Creation& creation) {
        const auto replica = creation.folder->replica();
        if (!replica) return false;
        const auto now = (*replica)->examine_child(creation.name);
        if (!now || now->kind != creation.source.kind) return false;
        if (creation.contents) return true;  // its own metadata is set at the end of the pass
        const VolumeState& volume =
            context_.volumes.of(creation.folder->replica_device(), **replica);
        return now->size == creation.source.size &&
               !compare_metadata(creation.source, *now, context_.rules(volume)).modified;
      });
}

Result<void> Apply::rename_one(const Rename& rename) {
  auto done = confirm_absent(rename.from_folder, rename.from_name,
                             rename.source.kind == EntryKind::directory, other_spelling_of(rename));
  if (done) done = protect(rename.protects);
  if (done) {
    if (rename.source.kind == EntryKind::directory) rename.from_folder->close_all_folders();
    done = in_replica(rename.from_folder, [&](Directory& from) {
      return in_replica(rename.to_folder, [&](Directory& to) -> Result<void> {
        const Move move{
            .to = to,
            .new_name = rename.to_name,
            .others = {.may_rename = others_may_rename_in(*rename.from_folder, context_)}};
        const auto moved =
            perform(from, Change{rename.from_name, move, rename.replica}, new_temporary_name);
        if (!moved) return failure(moved.error());
        return {};
      });
    });
  }
  if (!done) return done;
  touch(rename.from_folder);
  touch(rename.to_folder);
  Event event{.kind = EventKind::renamed};
  event.entry = rename.source.kind;
  event.path = rename.to_folder->path().child(rename.to_name).text();
  event.from = rename.from_folder->path().child(rename.from_name).text();
  context_.report.done(event);
  return {};
}

}  // namespace lockstep
