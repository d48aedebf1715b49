#include "core/change/fresh_entries.h"

#include "core/look/replica_links.h"
#include "core/model/temporaries.h"

namespace lockstep {
namespace {

constexpr std::uint16_t kOthersBits = 077;

Error taken() {
  return Error(
      ErrorKind::changed,
      "another entry has taken the place of what was just made; the next pass looks again");
}

// What the volume makes of a new entry that is to be this user's alone. A server, or a mount
// option, may give it another owner or mode.
struct Fresh {
  std::uint32_t owner = 0;
  bool keeps_others_out = false;
};

// A file that is created and opened in one call can't be exchanged in between.
Result<Fresh> ask_volume(Directory& around) {
  const auto probe = around.stage_named(new_temporary_name());
  if (!probe) return failure(probe.error());
  const auto now = (*probe)->examine();
  if (!now) return failure(now.error());
  return Fresh{now->owner, (now->mode & kOthersBits) == 0};
}

Result<void> expect_fresh(const Entry& now, Directory& around, VolumeState& volume) {
  const bool is_private = now.kind == EntryKind::symlink || (now.mode & kOthersBits) == 0;
  const auto owner = volume.fresh_owner();
  if (owner && is_private && now.owner == static_cast<std::uint32_t>(*owner >> 32U)) return {};
  const auto fresh = ask_volume(around);
  if (!fresh) return failure(fresh.error());
  if (now.owner != fresh->owner || (fresh->keeps_others_out && !is_private))
    return failure(taken());
  return {};
}

}  // namespace

bool others_may_rename_in(const Pair& folder, const Context& context) {
  const auto& user = context.input.user;
  if (!user) return false;
  if (folder.in_replica()) return !is_closed_to_others(folder.replica_entry, user);
  auto known = folder.renamers.load(std::memory_order_relaxed);
  if (known == Pair::Renamers::unknown) {
    const auto replica = folder.replica();
    const auto now = replica ? (*replica)->examine() : Result<Entry>(failure(replica.error()));
    known = now && is_closed_to_others(*now, user) ? Pair::Renamers::us_alone
                                                   : Pair::Renamers::others;
    folder.renamers = known;
  }
  return known == Pair::Renamers::others;
}

Result<void> expect_fresh_folder(Directory& made, Directory& around, VolumeState& volume) {
  const auto now = made.examine();
  if (!now) return failure(now.error());
  if (auto fresh = expect_fresh(*now, around, volume); !fresh) return fresh;
  const auto listing = made.list();
  if (!listing) return failure(listing.error());
  if (!listing->entries.empty() || !listing->failures.empty()) return failure(taken());
  return {};
}

Result<void> expect_fresh_entry(const Entry& now, const Entry& wanted, Directory& around,
                                VolumeState& volume) {
  const bool is_device =
      wanted.kind == EntryKind::character_device || wanted.kind == EntryKind::block_device;
  if (now.kind != wanted.kind || now.link_count != 1 ||
      (is_device && now.device() != wanted.device()))
    return failure(taken());
  return expect_fresh(now, around, volume);
}

}  // namespace lockstep
