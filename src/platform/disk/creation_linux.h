// Creates folders, links and special files.
#pragma once

#include <string>

#include "base/entry.h"

namespace lockstep {

[[nodiscard]] Result<void> create_directory_in(int folder, const char* name, std::uint16_t mode);
[[nodiscard]] Result<void> create_symlink_in(int folder, const char* name,
                                             const std::string& target);
[[nodiscard]] Result<void> create_special_in(int folder, const char* name, EntryKind kind,
                                             std::uint64_t device);
[[nodiscard]] Result<void> create_hard_link_in(int existing_folder, const char* existing,
                                               int folder, const char* name);

}  // namespace lockstep
