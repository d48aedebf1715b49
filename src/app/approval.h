// `lockstep approve`: leaves a request for whoever works on a replica.
#pragma once

#include <string>

#include "app/settings.h"
#include "base/result.h"

namespace lockstep {

enum class EmptySource { stays_held, may_empty_the_replica };

// `target` is the name of a job of `settings`, else the path of a replica. Returns the replica.
// not_found when neither a job nor a folder is called so, or nothing was ever mirrored.
[[nodiscard]] Result<std::string> request_approval(const Settings& settings,
                                                   const std::string& target,
                                                   EmptySource empty_source);

}  // namespace lockstep
