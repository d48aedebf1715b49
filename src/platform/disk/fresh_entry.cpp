#include "platform/disk/fresh_entry.h"

namespace lockstep {
namespace {

constexpr std::uint16_t kOthersBits = 077;

// The owner and mode that the volume gives to a new entry that is to be this user's alone. A
// server, or a mount option, may give it others.
struct Fresh {
  std::uint32_t owner = 0;
  bool keeps_others_out = false;
};

// Makes a file to find out: one that is created and opened in one call can't be exchanged in
// between.
Result<Fresh> ask_volume(Directory& around, NewName new_name) {
  const auto probe = around.stage_named(new_name());
  if (!probe) return failure(probe.error());
  const auto now = (*probe)->examine();
  if (!now) return failure(now.error());
  return Fresh{now->owner, (now->mode & kOthersBits) == 0};
}

}  // namespace

Error not_what_was_made() {
  return Error(
      ErrorKind::changed,
      "another entry has taken the place of what was just made; the next pass looks again");
}

Result<void> expect_fresh(const Entry& now, Directory& around, const Others& others,
                          NewName new_name) {
  const bool is_private = now.kind == EntryKind::symlink || (now.mode & kOthersBits) == 0;
  if (others.owner_of_new && is_private && now.owner == *others.owner_of_new) return {};
  const auto fresh = ask_volume(around, new_name);
  if (!fresh) return failure(fresh.error());
  if (now.owner != fresh->owner || (fresh->keeps_others_out && !is_private))
    return failure(not_what_was_made());
  return {};
}

}  // namespace lockstep
