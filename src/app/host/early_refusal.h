// Refuses roots on a command line that can't be used, before anything is created, the log file
// included.
#pragma once

#include <optional>

#include "app/config/settings.h"
#include "app/record/record_store.h"
#include "app/report/console.h"
#include "base/result.h"
#include "core/model/summary.h"

namespace lockstep {

// Returns why the only job can't begin; none if it can, or if somebody may approve the obstacle,
// which the first pass tells and asks about.
[[nodiscard]] std::optional<PassSummary> find_obstacle(const Settings& settings,
                                                       const RecordStore& records);

// Tells the obstacle on the console, and in the log file if there is one already. Returns the exit
// code.
[[nodiscard]] Result<int> refuse_early(const Settings& settings, const PassSummary& obstacle,
                                       Console& console);

}  // namespace lockstep
