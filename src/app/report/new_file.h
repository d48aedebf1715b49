// Writes a file that must not be there yet.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace lockstep {

// Creates the file and its missing parents. Fails with already_exists if something has that name,
// which is left alone.
[[nodiscard]] Result<void> write_new_file(const std::string& path, std::string_view content);

}  // namespace lockstep
