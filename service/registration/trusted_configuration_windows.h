// Judges the configuration of a service that runs as somebody else (trusted_configuration.h).
#pragma once

#include <string>

#include "service/registration/trusted_configuration.h"

namespace lockstep {

// Judges it for a service whose processes are `user`'s ("S-1-5-18").
[[nodiscard]] Result<TrustedConfiguration> trust_configuration(const std::string& path,
                                                               const std::wstring& user);

}  // namespace lockstep
