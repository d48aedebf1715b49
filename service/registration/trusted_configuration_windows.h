// The same for a service that runs as somebody else.
#pragma once

#include <string>

#include "service/registration/trusted_configuration.h"

namespace lockstep {

// `user` is the one whose processes the service's are ("S-1-5-18").
[[nodiscard]] Result<TrustedConfiguration> trust_configuration(const std::string& path,
                                                               const std::wstring& user);

}  // namespace lockstep
