// Looks into folders of the replica that an ordinary user mirrored with a mode that keeps their
// owner out. The walk puts them aside, the part that changes the replica opens them, and the walk
// goes on in them.
#include <algorithm>

#include "core/look/walk.h"

namespace lockstep {
namespace {

constexpr std::uint16_t kOwnersAccess = 0700;

bool owner_is_kept_out(const Pair& folder) {
  return (folder.replica_entry.mode & kOwnersAccess) != kOwnersAccess;
}

}  // namespace

bool Walk::put_aside(Closed folder) {
  const Pair& pair = *folder.pair;
  if (folder.error.kind() != ErrorKind::permission_denied || !pair.parent() ||
      !context_.policy.metadata.modes || !owner_is_kept_out(pair))
    return false;
  const std::scoped_lock lock(mutex_);
  closed_.push_back(std::move(folder));
  return true;
}

bool Walk::put_aside(Closed folder, const Listing& listing) {
  const auto refused = std::ranges::find_if(listing.failures, [](const Listing::Failure& failed) {
    return failed.error.kind() == ErrorKind::permission_denied;
  });
  if (refused == listing.failures.end()) return false;
  folder.error = refused->error;
  return put_aside(std::move(folder));
}

bool Walk::look_into_closed(const OpenUp& open_up) {
  std::vector<Closed> waiting;
  waiting.swap(closed_);
  bool opened_any = false;
  for (Closed& folder : waiting) {
    if (context_.stopping()) return false;
    if (!open_up(*folder.pair)) {
      if (folder.removal) folder.pair->retain();
      context_.report.could_not_look(folder.operation, Side::replica, folder.pair->path().text(),
                                     folder.error);
      continue;
    }
    opened_any = true;
    // If this has not helped, the folder is reported and not opened again.
    folder.pair->replica_entry.mode |= kOwnersAccess;
    if (!folder.removal) {
      submit(std::move(folder.pair), folder.descent);
      continue;
    }
    context_.resources.pool.submit(
        [this, pair = std::move(folder.pair), removal = std::move(*folder.removal)]() mutable {
          walk_extra_folder(pair, std::move(removal));
        });
  }
  context_.resources.pool.wait_idle();
  return opened_any;
}

}  // namespace lockstep
