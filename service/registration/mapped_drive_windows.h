// Refuses drives that a user mapped to a share. They belong to that user's session, and a service
// does not see them.
#pragma once

#include <string>
#include <string_view>

#include "app/config/settings.h"
#include "base/result.h"

namespace lockstep {

// Fails with `invalid` if a path of the configuration lies on a mapped drive. The sentence names
// the path and the UNC path to use in its place.
[[nodiscard]] Result<void> refuse_mapped_drives(const Settings& settings,
                                                const std::string& configuration);

// Returns that sentence. `share` is the share of the drive ("\\server\share"); empty if unknown.
[[nodiscard]] std::string mapped_drive_sentence(std::string_view path, std::string_view share);

}  // namespace lockstep
