// A file that must not be there yet.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace lockstep {

// Creates the file and its missing parents. already_exists when something has that name; it is left
// alone.
[[nodiscard]] Result<void> write_new_file(const std::string& path, std::string_view content);

}  // namespace lockstep
