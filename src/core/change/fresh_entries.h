// Whether a name still leads to what this pass made, or moved, there a moment ago. Folders and
// links are made by their names, and no call tells which entry that was: who may rename in the
// folder around can put something else there before it is opened, which would then be filled, or
// get the source's owner and mode.
#pragma once

#include <optional>

#include "core/look/context.h"

namespace lockstep {

// May somebody beside root and this user rename in this folder of the replica? False where that
// can't be told (Windows).
[[nodiscard]] bool others_may_rename_in(const Pair& folder, const Context& context);

// Is `made`, opened by its name, the folder that was just created in `around` with mode 0700? It
// has the owner that new entries get there, keeps everybody else out, and is empty: another folder
// like that has nothing to lose. On failure `changed`.
[[nodiscard]] Result<void> expect_fresh_folder(Directory& made, Directory& around,
                                               VolumeState& volume);

// The same of a link, fifo, socket or device that was created as `wanted`; `now` was examined by a
// handle.
[[nodiscard]] Result<void> expect_fresh_entry(const Entry& now, const Entry& wanted,
                                              Directory& around, VolumeState& volume);

}  // namespace lockstep
