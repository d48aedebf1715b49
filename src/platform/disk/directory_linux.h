// The real Directory.
#pragma once

#include "platform/disk/directory.h"
#include "platform/system/descriptor_posix.h"

namespace lockstep {

[[nodiscard]] std::unique_ptr<Directory> make_directory(Descriptor folder);

}  // namespace lockstep
