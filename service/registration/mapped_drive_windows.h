// Drives that a user mapped to a share belong to that user's session: a service does not see them.
#pragma once

#include <string>
#include <string_view>

#include "app/config/settings.h"
#include "base/result.h"

namespace lockstep {

// `invalid` when a path of the configuration lies on a mapped drive; the sentence names the path
// and the UNC path to use in its place.
[[nodiscard]] Result<void> refuse_mapped_drives(const Settings& settings,
                                                const std::string& configuration);

// The same sentence: `share` is what the drive stands for ("\\server\share"); empty when unknown.
[[nodiscard]] std::string mapped_drive_sentence(std::string_view path, std::string_view share);

}  // namespace lockstep
