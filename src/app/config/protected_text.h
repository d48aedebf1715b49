// Words the list of our own files that a job leaves out.
#pragma once

#include <string>

#include "app/config/settings.h"
#include "core/model/policy.h"

namespace lockstep {

// Returns "/s/log with its rotations, /r/state" for the protected paths of the policy.
[[nodiscard]] std::string protected_text(const JobSettings& job, const MirrorPolicy& policy);

}  // namespace lockstep
