// Tells whether a folder that the walk meets is the one that was compared at the last complete
// pass, as far as times and numbers show.
#include <algorithm>

#include "core/look/walk_folders.h"

namespace lockstep {

// A folder that has not changed since is the one that it was: renaming changes its ctime, although
// not those of the entries below. A folder that has changed is the same, too, if nothing around it
// has: then only its entries came, went or changed, and if renaming is sure to give a new ctime
// each of those has one.
bool Walk::is_where_it_was(const Finding& folder, const Pair& pair, const Folders& around) const {
  const auto& before = around.rules.trusted_before;
  if (!around.pair->trusted || !before) return false;
  // Mounting changes no ctime, so the mounts on record are compared.
  const PairRecord& record = *context_.memory.record;
  if (folder.source->mount_point || folder.replica->mount_point || !record.source.mounts.empty() ||
      !record.replica.mounts.empty()) {
    const std::string path = pair.path().text();
    if (record.source.mounts.contains(path) != folder.source->mount_point ||
        record.replica.mounts.contains(path) != folder.replica->mount_point)
      return false;
  }
  if (changed_before(*folder.source, *before) && changed_before(*folder.replica, *before))
    return true;
  if (folder.source->mount_point || folder.replica->mount_point ||
      !context_.roots.source_renames_change_ctime || !around.volume.volume().renames_change_ctime)
    return false;
  if (!around.unchanged) {
    // The folders are examined instead of taken from their listings: Windows is late to write there
    // what changed in a folder.
    const auto source = around.source.examine();
    const auto replica = around.replica.examine();
    around.unchanged =
        source && replica && changed_before(*source, *before) && changed_before(*replica, *before);
  }
  return *around.unchanged;
}

// Renaming gives a folder a new ctime and leaves its mtime; a name that comes or goes in it gives
// it both, as a rename does the folders around it. Setting a mode or time looks like a rename, but
// gives no name to the folder around; and a program that sets times all over (tar, rsync, a mirror
// like us) sets that one's, too. So this asks for the traces of a rename on both. It does not see a
// folder into which a name came after it was moved, or around which a mode or time was set, nor
// volumes that keep a renamed folder's ctime. Attributes and links' targets, which cost less to
// read, need none of this: they are trusted in fewer folders (is_where_it_was).
bool Walk::was_moved_here(const Entry& source_folder, const Folders& around) const {
  const auto& from = around.rules.doubted_from;
  if (!from || changed_before(source_folder, *from) ||
      source_folder.changed() == source_folder.modified())
    return false;
  if (!around.source_got_names) {
    const auto now = around.source.examine();
    around.source_got_names =
        !now || (!changed_before(*now, *from) && now->changed() == now->modified());
  }
  return *around.source_got_names;
}

}  // namespace lockstep
