// What found no room waits for the removals, which may make some, and is tried once more: files,
// folders with all that goes into them, and the names and renames that depend on those.
#include <algorithm>
#include <iterator>

#include "core/apply.h"

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

void Apply::retry_without_space() {
  retrying_ = true;
  std::vector<Creation> creations;
  creations.swap(without_space_);
  create_folders(creations);
  for (const Rename& rename : renames_without_space_) {
    if (context_.stopping()) break;
    if (!may_put_into(*rename.to_folder)) continue;
    if (const auto done = rename_one(rename); !done)
      problem("rename", rename.from_folder, rename.from_name, done.error());
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
  retrying_ = false;
}

void Apply::link_what_was_retried(LinkDecisions decisions) {
  retrying_ = true;
  link(std::move(decisions));
  retrying_ = false;
}

}  // namespace lockstep
