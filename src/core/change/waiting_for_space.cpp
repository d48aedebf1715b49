#include "core/change/waiting_for_space.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace lockstep {

bool WaitingForSpace::takes(const Error& error, const Creation& creation) {
  if (error.kind() != ErrorKind::no_space || retrying_) return false;
  if (creation.expanded) creation.contents->marks.waits_for_space = true;
  const std::scoped_lock lock(mutex_);
  waiting_.creations.push_back(creation);
  return true;
}

bool WaitingForSpace::takes(const Error& error, const Update& update) {
  if (error.kind() != ErrorKind::no_space || retrying_) return false;
  const std::scoped_lock lock(mutex_);
  waiting_.updates.push_back(update);
  return true;
}

bool WaitingForSpace::takes_with_folder(const Creation& creation) {
  if (retrying_ || !creation.folder->marks.waits_for_space) return false;
  if (creation.contents) creation.contents->marks.waits_for_space = true;
  const std::scoped_lock lock(mutex_);
  waiting_.creations.push_back(creation);
  return true;
}

bool WaitingForSpace::takes_with_folder(const Repair& repair) {
  if (retrying_ || !repair.folder->marks.waits_for_space) return false;
  const std::scoped_lock lock(mutex_);
  waiting_.repairs.push_back(repair);
  return true;
}

bool WaitingForSpace::takes_with_folder(Rename& rename) {
  if (!rename.to_folder->marks.waits_for_space) return false;
  for (const Creation& moved : rename.creations) {
    if (moved.contents) moved.contents->marks.waits_for_space = true;
  }
  waiting_.renames.push_back(std::move(rename));
  return true;
}

bool WaitingForSpace::takes_with_target(const Error& error, const Creation& creation) {
  const bool may_come = error.kind() == ErrorKind::not_found || error.kind() == ErrorKind::no_space;
  if (!may_come || retrying_) return false;
  const std::scoped_lock lock(mutex_);
  if (error.kind() == ErrorKind::not_found && waiting_.creations.empty()) return false;
  waiting_.creations.push_back(creation);
  return true;
}

void WaitingForSpace::put_off(std::vector<Removal>& folders) {
  std::set<const Pair*> needed;
  for (const Rename& rename : waiting_.renames) {
    for (const Pair* pair = rename.from_folder.get(); pair != nullptr; pair = pair->parent().get())
      needed.insert(pair);
  }
  if (needed.empty()) return;
  const auto waiting = std::stable_partition(
      folders.begin(), folders.end(),
      [&needed](const Removal& removal) { return !needed.contains(removal.contents.get()); });
  waiting_.removals.insert(waiting_.removals.end(), std::make_move_iterator(waiting),
                           std::make_move_iterator(folders.end()));
  folders.erase(waiting, folders.end());
}

}  // namespace lockstep
