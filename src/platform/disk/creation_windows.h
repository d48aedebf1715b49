// Creates entries of a folder.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <windows.h>

#include "base/result.h"

namespace lockstep {

[[nodiscard]] Result<void> create_directory_in(HANDLE folder, std::wstring_view name,
                                               std::uint16_t mode);
// Fails with not_supported if the volume has no reparse points.
[[nodiscard]] Result<void> create_symlink_in(HANDLE folder, std::wstring_view name,
                                             const std::string& target);
[[nodiscard]] Result<void> create_hard_link_in(HANDLE existing_folder, std::wstring_view existing,
                                               HANDLE folder, std::wstring_view name);

}  // namespace lockstep
