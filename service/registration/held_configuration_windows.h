// The same for a service that runs as somebody else.
#pragma once

#include <string>

#include "service/registration/held_configuration.h"

namespace lockstep {

// `user`: whose processes the service's are ("S-1-5-18").
[[nodiscard]] Result<HeldConfiguration> hold_configuration(const std::string& path,
                                                           const std::wstring& user);

}  // namespace lockstep
