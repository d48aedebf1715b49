// Turns a job's settings into the policy of its passes.
#pragma once

#include <string>
#include <vector>

#include "app/config/settings.h"
#include "base/result.h"
#include "core/model/policy.h"

namespace lockstep {

// Returns `job.policy` with the parts that depend on more than one setting: the filter, the
// fingerprint, and as protected paths whichever of `own_paths` lie below a root. All paths are
// canonical. Fails with `invalid` if a pattern can't be parsed.
[[nodiscard]] Result<MirrorPolicy> make_policy(const JobSettings& job,
                                               const std::string& canonical_source,
                                               const std::string& canonical_replica,
                                               const std::vector<std::string>& own_paths);

// Returns a text that is equal for two jobs whose finished replicas of one source are equal.
[[nodiscard]] std::string policy_fingerprint(const JobSettings& job);

// Returns whether the filter leaves out this folder or one that it lies in.
[[nodiscard]] bool excludes_folder(const Filter& filter, const RelativePath& folder);

}  // namespace lockstep
