// What found no room waits for the removals, which may make some, and is tried once more: files,
// folders with all that goes into them, and the names and renames that depend on those.
#include <algorithm>
#include <iterator>
#include <set>

#include "core/change/apply.h"

namespace lockstep {

bool Apply::waits_for_space(const Error& error, const Creation& creation) {
  if (error.kind() != ErrorKind::no_space || retrying_) return false;
  if (creation.expanded) creation.contents->waits_for_space = true;
  const std::scoped_lock lock(mutex_);
  without_space_.push_back(creation);
  return true;
}

bool Apply::waits_with_folder(const Creation& creation) {
  if (retrying_ || !creation.folder->waits_for_space) return false;
  if (creation.contents) creation.contents->waits_for_space = true;
  const std::scoped_lock lock(mutex_);
  without_space_.push_back(creation);
  return true;
}

bool Apply::waits_with_target(const Error& error, const Creation& creation) {
  const bool may_come = error.kind() == ErrorKind::not_found || error.kind() == ErrorKind::no_space;
  if (!may_come || retrying_) return false;
  const std::scoped_lock lock(mutex_);
  if (error.kind() == ErrorKind::not_found && without_space_.empty()) return false;
  without_space_.push_back(creation);
  return true;
}

bool Apply::waits_with_folder(Rename& rename) {
  if (!rename.to_folder->waits_for_space) return false;
  for (const Creation& moved : rename.creations) {
    if (moved.contents) moved.contents->waits_for_space = true;
  }
  renames_without_space_.push_back(std::move(rename));
  return true;
}

bool Apply::waits_with_folder(const Repair& repair) {
  if (retrying_ || !repair.folder->waits_for_space) return false;
  const std::scoped_lock lock(mutex_);
  repairs_without_space_.push_back(repair);
  return true;
}

// A folder that a rename still has to take something from is not empty before.
void Apply::put_off_removals(std::vector<Removal>& folders) {
  std::set<const Pair*> needed;
  for (const Rename& rename : renames_without_space_) {
    for (const Pair* pair = rename.from_folder.get(); pair != nullptr; pair = pair->parent().get())
      needed.insert(pair);
  }
  if (needed.empty()) return;
  const auto waiting = std::stable_partition(
      folders.begin(), folders.end(),
      [&needed](const Removal& removal) { return !needed.contains(removal.contents.get()); });
  removals_without_space_.insert(removals_without_space_.end(), std::make_move_iterator(waiting),
                                 std::make_move_iterator(folders.end()));
  folders.erase(waiting, folders.end());
}

void Apply::retry_without_space() {
  retrying_ = true;
  std::vector<Creation> creations;
  creations.swap(without_space_);
  create_folders(creations);
  for (const Rename& rename : renames_without_space_) {
    if (context_.stopping()) break;
    Result<void> done;
    if (may_put_into(*rename.to_folder)) {
      done = rename_one(rename);
      if (done) continue;
      problem("rename", rename.from_folder, rename.from_name, done.error());
    }
    rename.from_folder->retain();
  }
  renames_without_space_.clear();
  // Names of files come after the files.
  const auto names =
      std::stable_partition(creations.begin(), creations.end(),
                            [](const Creation& creation) { return !creation.link_to; });
  std::vector<Creation> links(std::make_move_iterator(names),
                              std::make_move_iterator(creations.end()));
  creations.erase(names, creations.end());
  create_and_update(std::move(creations), std::move(updates_without_space_));
  create_and_update(std::move(links), {});
  repair(std::move(repairs_without_space_));
  updates_without_space_.clear();
  repairs_without_space_.clear();
  remove(std::move(removals_without_space_));
  removals_without_space_.clear();
  retrying_ = false;
}

void Apply::link_what_was_retried(LinkDecisions decisions) {
  retrying_ = true;
  link(std::move(decisions));
  retrying_ = false;
}

}  // namespace lockstep
