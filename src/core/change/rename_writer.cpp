#include "core/change/rename_writer.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/change/respelling_writer.h"
#include "core/entry/confirm_absent.h"
#include "core/entry/others.h"

namespace lockstep {
namespace {

// Returns whether a rename that failed like this may be replaced by a copy. It may not if somebody
// was faster or a stop was asked for: then the next pass looks again.
bool may_copy_instead(const Error& error) {
  return error.kind() != ErrorKind::changed && error.kind() != ErrorKind::not_found &&
         error.kind() != ErrorKind::cancelled;
}

// Returns the other spelling, if there is one, by which the source answers for the name that is
// moved.
std::optional<OtherSpelling> other_spelling_of(const Rename& rename) {
  const auto top = std::find_if(
      rename.removals.begin(), rename.removals.end(), [&rename](const Removal& removal) {
        return removal.folder == rename.from_folder && removal.name == rename.from_name;
      });
  return top == rename.removals.end() ? std::nullopt : top->other_spelling;
}

// Puts the copies back into the plan that the rename had replaced. The entries that they make need
// no repair.
void copy_instead(const Rename& rename, Plan& plan) {
  std::set<std::pair<PairPointer, std::string>> copied;
  for (const Creation& creation : rename.creations) copied.emplace(creation.folder, creation.name);
  std::erase_if(plan.repairs, [&copied](const Repair& repair) {
    return copied.contains({repair.folder, repair.name});
  });
  plan.creations.insert(plan.creations.end(), rename.creations.begin(), rename.creations.end());
}

}  // namespace

std::vector<Rename> RenameWriter::carry_out(Plan& plan) {
  std::vector<Rename> refused;
  std::vector<Rename> respellings;
  for (Rename& rename : plan.renames) {
    if (context_.stopping()) break;
    if (rename.respelling) {
      respellings.push_back(std::move(rename));
      continue;
    }
    if (!rights_.may_put_into(*rename.to_folder)) {
      rename.from_folder->retain();
      continue;
    }
    if (waiting_.takes_with_folder(rename)) continue;
    const auto done = rename_one(rename);
    if (done) continue;
    if (!may_copy_instead(done.error())) {
      writer_.problem("rename", *rename.from_folder, rename.from_name, done.error());
      continue;
    }
    context_.report.skipped(
        rename.to_folder->path().child(rename.to_name).text(),
        "can't be renamed in the replica, so it is copied: " + done.error().message());
    copy_instead(rename, plan);
    refused.push_back(std::move(rename));
  }
  if (!context_.stopping()) RespellingWriter(writer_).carry_out(std::move(respellings));
  return refused;
}

bool RenameWriter::is_copied(const Rename& refused) const {
  return std::all_of(
      refused.creations.begin(), refused.creations.end(), [this](const Creation& creation) {
        const auto replica = creation.folder->replica();
        if (!replica) return false;
        const auto now = (*replica)->examine_child(creation.name);
        if (!now || now->kind != creation.source.kind) return false;
        if (creation.contents) return true;  // its own metadata is set at the end of the pass
        const VolumeState& volume = writer_.volume_of(*creation.folder, **replica);
        return now->size == creation.source.size &&
               !compare_metadata(creation.source, *now, context_.rules(volume)).modified;
      });
}

void RenameWriter::retry(const std::vector<Rename>& renames) {
  for (const Rename& rename : renames) {
    if (context_.stopping()) break;
    if (rights_.may_put_into(*rename.to_folder)) {
      const auto done = rename_one(rename);
      if (done) continue;
      writer_.problem("rename", *rename.from_folder, rename.from_name, done.error());
    }
    rename.from_folder->retain();
  }
}

Result<Performed> RenameWriter::move_entry(const Rename& rename) {
  return writer_.in_folder(rename.from_folder, [&](Directory& from) {
    return writer_.in_folder(rename.to_folder, [&](Directory& to) {
      const Move move{
          .to = to,
          .new_name = rename.to_name,
          .others = {.may_rename = others_may_rename_in(*rename.from_folder, context_)}};
      return perform_in(from, Change{rename.from_name, move, rename.replica});
    });
  });
}

Result<void> RenameWriter::rename_one(const Rename& rename) {
  const bool is_folder = rename.source.kind == EntryKind::directory;
  auto done = confirm_absent({.folder = rename.from_folder,
                              .name = rename.from_name,
                              .is_folder = is_folder,
                              .other_spelling = other_spelling_of(rename)});
  if (done) done = rights_.protect(rename.protects);
  if (!done) return done;
  if (is_folder) rename.from_folder->close_all_folders();
  if (const auto moved = move_entry(rename); !moved) return failure(moved.error());
  account_for(rename);
  return {};
}

void RenameWriter::account_for(const Rename& rename) {
  writer_.touch(rename.from_folder);
  writer_.touch(rename.to_folder);
  Event event = ReplicaWriter::event_on(*rename.to_folder, rename.to_name, EventKind::renamed,
                                        rename.source.kind);
  event.from = rename.from_folder->path().child(rename.from_name).text();
  writer_.done(event);
}

}  // namespace lockstep
