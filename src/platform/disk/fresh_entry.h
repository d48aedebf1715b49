// Whether what was opened by its name is what was made under that name a moment ago. Folders and
// links are made by their names, and no call tells which entry that was: who may rename in the
// folder around can put something else there before it is opened.
#pragma once

#include "platform/disk/perform.h"

namespace lockstep {

// Another entry has taken the place of what was just made.
[[nodiscard]] Error not_what_was_made();

// Succeeds if `now` belongs to whom new entries in `around` belong to and, unless it is a link,
// keeps everybody else out; finds out what the volume makes of new entries if need be. `changed` if
// not.
[[nodiscard]] Result<void> expect_fresh(const Entry& now, Directory& around, const Others& others,
                                        NewName new_name);

}  // namespace lockstep
