#include "core/entry/others.h"

namespace lockstep {

bool others_may_rename_in(const Pair& folder, const Context& context) {
  const auto& user = context.rights.user;
  if (!user) return false;
  if (folder.in_replica()) return !is_closed_to_others(folder.replica_entry, user);
  auto known = folder.marks.renamers.load(std::memory_order_relaxed);
  if (known == FolderMarks::Renamers::unknown) {
    const auto replica = folder.replica();
    const auto now = replica ? (*replica)->examine() : Result<Entry>(failure(replica.error()));
    known = now && is_closed_to_others(*now, user) ? FolderMarks::Renamers::us_alone
                                                   : FolderMarks::Renamers::others;
    folder.marks.renamers = known;
  }
  return known == FolderMarks::Renamers::others;
}

Others others_in(const Pair& folder, const Directory& replica, const Context& context) {
  if (!others_may_rename_in(folder, context)) return {};
  Others others{.may_rename = true};
  const VolumeState& volume = context.volumes.of(folder.replica_device(), replica);
  if (const auto owner = volume.fresh_owner())
    others.owner_of_new = static_cast<std::uint32_t>(*owner >> 32U);
  return others;
}

}  // namespace lockstep
