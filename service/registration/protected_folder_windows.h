// Folders of a service's own. Below %ProgramData% everybody may create files and folders: what an
// administrator's service reads and writes must be the administrators'.
#pragma once

#include <string>

#include "base/result.h"

namespace lockstep {

enum class FolderReaders { administrators, everybody };

// Makes it with its parents; those that are made are protected, too. Says whether it was made:
// false when it was there.
[[nodiscard]] Result<bool> make_protected_folder(const std::string& path, FolderReaders readers);

// The folder that a file lies in: "C:/a" of "C:/a/b"; empty when that is a volume's root, which
// nobody makes.
[[nodiscard]] std::string folder_above(const std::string& path);

// Does it belong to SYSTEM or to the administrators?
[[nodiscard]] Result<bool> is_administrators(const std::string& path);

}  // namespace lockstep
