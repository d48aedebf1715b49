#include "core/decide/root_trust.h"

#include <string_view>

#include "core/decide/compare.h"
#include "core/decide/known_roots.h"

namespace lockstep {
namespace {

enum class RootIs { the_same, another, unknown };

// Tells whether a root is the folder on record. Another folder may have been mounted over it, or
// moved to its place, and be as old. A root whose ctime goes backwards lies on a volume that was
// set back to an earlier state: nothing on it is what was compared.
RootIs trace_root(const RootRecord& now, const RootRecord& known) {
  if (known.folder.empty()) return RootIs::unknown;
  if (now.folder != known.folder || now.changed < known.changed) return RootIs::another;
  // A number alone may have been given out again.
  const bool is_certain = !now.folder.ends_with('/') && !now.folder.ends_with('@');
  return is_certain ? RootIs::the_same : RootIs::unknown;
}

// Returns the volume that a RootRecord::folder names.
std::string_view volume_in(std::string_view folder) { return folder.substr(0, folder.rfind('/')); }

bool lies_elsewhere(const RootRecord& now, const RootRecord& known) {
  return !known.folder.empty() && (volume_in(now.folder) != volume_in(known.folder) ||
                                   is_another_folder(now.folder, known.folder));
}

// True if the volume was set back to an earlier state. That shows only where a root's ctime
// survives a remount, which FAT's does not.
bool was_set_back(const RootFacts& now, const RootRecord& known) {
  return !known.folder.empty() && now.volume.renames_change_ctime &&
         now.record.changed < known.changed;
}

}  // namespace

bool may_hold_other_contents(const RootsFacts& now, const PairRecord& record) {
  return lies_elsewhere(now.source.record, record.source.compared) ||
         was_set_back(now.source, record.source.compared) ||
         was_set_back(now.replica, record.replica.compared);
}

bool are_the_known_roots(const RootsFacts& now, const PairRecord& record, Timestamp before) {
  const RootIs source = trace_root(now.source.record, record.source.compared);
  const RootIs replica = trace_root(now.replica.record, record.replica.compared);
  if (source == RootIs::another || replica == RootIs::another) return false;
  if (changed_before(now.source.entry, before) && changed_before(now.replica.entry, before))
    return true;
  // A root may have changed and still be the one on record: then only its entries came, went or
  // changed (see Walk::is_where_it_was).
  return source == RootIs::the_same && replica == RootIs::the_same &&
         now.source.volume.renames_change_ctime && now.replica.volume.renames_change_ctime;
}

}  // namespace lockstep
