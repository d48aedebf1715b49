// Tells whether the entry that was opened by its name is the one that was made under that name a
// moment ago. Folders and links are made by their names, and no call tells which entry that was:
// whoever may rename in the folder around can put another entry there before it is opened.
#pragma once

#include "platform/disk/perform.h"

namespace lockstep {

// Returns the error that another entry has taken the place of what was just made.
[[nodiscard]] Error not_what_was_made();

// Succeeds if `now` belongs to the owner of new entries in `around` and, unless it is a link, keeps
// everybody else out; finds out what the volume makes of new entries if need be. Fails with
// `changed` otherwise.
[[nodiscard]] Result<void> expect_fresh(const Entry& now, Directory& around, const Others& others,
                                        NewName new_name);

}  // namespace lockstep
