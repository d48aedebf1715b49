// Which of our own files a job leaves out, in words.
#pragma once

#include <string>

#include "app/config/settings.h"
#include "core/model/policy.h"

namespace lockstep {

// "/s/log with its rotations, /r/state", of the protected paths of the policy.
[[nodiscard]] std::string protected_text(const JobSettings& job, const MirrorPolicy& policy);

}  // namespace lockstep
