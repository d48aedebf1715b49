// Makes a service's own folders. Below %ProgramData% everybody may create files and folders, but
// whatever an administrator's service reads and writes must be the administrators'.
#pragma once

#include <string>

#include "base/result.h"

namespace lockstep {

enum class FolderReaders { administrators, everybody };

// Makes the folder with its parents; parents that are made are protected, too. Returns whether it
// was made; false if it was there.
[[nodiscard]] Result<bool> make_protected_folder(const std::string& path, FolderReaders readers);

// Returns the folder that a file lies in: "C:/a" for "C:/a/b"; empty if that is a volume's root,
// which nobody makes.
[[nodiscard]] std::string folder_above(const std::string& path);

// Returns whether it belongs to SYSTEM or to the administrators.
[[nodiscard]] Result<bool> is_administrators(const std::string& path);

}  // namespace lockstep
