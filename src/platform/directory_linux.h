// The real Directory.
#pragma once

#include "platform/descriptor_posix.h"
#include "platform/directory.h"

namespace lockstep {

[[nodiscard]] std::unique_ptr<Directory> make_directory(Descriptor folder);

}  // namespace lockstep
