// The real Directory.
#pragma once

#include "platform/disk/directory.h"
#include "platform/disk/roots.h"
#include "platform/system/owned_handle_windows.h"

namespace lockstep {

// Makes a Directory of `folder`, which is open with kFolderAccess.
[[nodiscard]] Result<std::unique_ptr<Directory>> make_directory(OwnedHandle folder,
                                                                SecurityDescriptors descriptors);

constexpr ACCESS_MASK kFolderAccess = FILE_LIST_DIRECTORY | FILE_TRAVERSE | FILE_READ_ATTRIBUTES;

}  // namespace lockstep
