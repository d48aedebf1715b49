// The previews of `plan` and `verify`. They use the same roots, record and policy as a pass, but
// take no lock and write nothing.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/config/settings.h"
#include "app/record/record_store.h"
#include "core/model/observer.h"
#include "core/pass/pass.h"

namespace lockstep {

enum class Preview { plan, verify };

struct PreviewDependencies {  // all are borrowed
  const RecordStore* records = nullptr;
  WorkerPool* pool = nullptr;
  const Clock* clock = nullptr;
  Observer* observer = nullptr;
  Progress* progress = nullptr;
  std::vector<std::string> own_paths = {};
};

// Makes a preview. A replica that does not exist is planned as a new folder, and can't be verified.
// Obstacles are the summary's result, as in a job.
[[nodiscard]] PlanOutcome preview(const JobSettings& job, Preview what,
                                  const PreviewDependencies& dependencies, std::stop_token stop);

}  // namespace lockstep
