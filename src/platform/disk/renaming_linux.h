// rename(2) in its two kinds, for folders' entries and for staged files.
#pragma once

#include "platform/disk/directory.h"

namespace lockstep {

[[nodiscard]] Result<void> rename_entry(int folder, const char* name, int to, const char* new_name,
                                        Overwrite overwrite);

}  // namespace lockstep
