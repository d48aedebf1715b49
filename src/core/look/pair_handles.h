// Opens the folders of pairs by handle, each from its parent's, and reopens those that were closed
// because too many were open (OpenFolders).
#pragma once

#include <memory>

#include "core/look/open_folders.h"
#include "core/model/pair.h"

namespace lockstep {

// Makes the pair of the two roots. All arguments are borrowed and outlive every pair.
[[nodiscard]] std::shared_ptr<Pair> make_root_pair(Directory& source, Directory& replica,
                                                   OpenFolders& open_folders);

}  // namespace lockstep
