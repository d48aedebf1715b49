// The ways in which systems and volumes rename, from the newest to the oldest, and the obstacles to
// replacing a read-only file. The calls themselves are not here: tests play the systems.
#pragma once

#include "platform/system/native_calls_windows.h"

namespace lockstep {

enum class RenameWay {
  // Windows 10 1809, NTFS: like posix, and read-only targets are replaced, too.
  past_read_only,
  // Windows 10 1607, NTFS: entries that others have open are replaced.
  posix,
  plain,           // everywhere
};

// Calls `attempt(way)` with the first way that system and volume know.
template <typename Attempt>
NativeStatus rename_by_known_way(Attempt attempt) {
  for (const RenameWay way : {RenameWay::past_read_only, RenameWay::posix}) {
    const NativeStatus status = attempt(way);
    if (!is_unknown(status)) return status;
  }
  return attempt(RenameWay::plain);
}

// True if a read-only target is refused in these words. NTFS has the first, FAT and exFAT the
// second, and both have other meanings as well.
[[nodiscard]] constexpr bool may_mean_read_only(NativeStatus status) {
  return status == kAccessDenied || status == kNameCollision;
}

// Does the same, over the entry that has the name. A Target has: make_writable(), which says
// whether it is a read-only file and could be made writable, and make_read_only_again(), for what
// is left of it. Nothing of it may stay open between the two: the plain way replaces no open file.
template <typename Attempt, typename Target>
NativeStatus replace_by_known_way(Attempt attempt, Target& target) {
  NativeStatus status = rename_by_known_way(attempt);
  if (!may_mean_read_only(status) || !target.make_writable()) return status;
  status = rename_by_known_way(attempt);
  target.make_read_only_again();
  return status;
}

// True if a folder in the way is refused in these words. They have other meanings as well.
[[nodiscard]] constexpr bool may_mean_a_folder(NativeStatus status) {
  return status == kAccessDenied || status == kNameCollision || status == kIsADirectory ||
         status == kNotADirectory;
}

// Calls `attempt()`, over an entry that may be a link to a folder: to Windows that is a folder, and
// a rename replaces none ([MS-FSA] 2.1.5.15.12). So the name is absent for a moment. A Link has:
// remove(), which says whether it is one and is gone, and put_back().
template <typename Attempt, typename Link>
NativeStatus replace_making_way(Attempt attempt, Link& link) {
  NativeStatus status = attempt();
  if (!may_mean_a_folder(status) || !link.remove()) return status;
  status = attempt();
  if (!succeeded(status)) link.put_back();
  return status;
}

}  // namespace lockstep
