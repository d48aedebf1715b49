// A rename, even to another spelling of the same name.
#pragma once

#include "core/model/plan.h"

namespace lockstep {

[[nodiscard]] Result<void> rename_entry(Directory& from, const Rename& rename, Directory& to);

}  // namespace lockstep
