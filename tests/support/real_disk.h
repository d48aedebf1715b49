// The disk that tests run on, as far as systems differ.
#pragma once

#include <cstdint>
#include <set>

#include "platform/disk/directory.h"
#include "support/feature.h"

namespace lockstep {

// Modes (Entry::mode) of an ordinary file and folder.
extern const std::uint16_t kUsualFileMode;
extern const std::uint16_t kUsualFolderMode;

// What the disk of this empty folder lacks. What can't be asked of it is known of the system.
[[nodiscard]] std::set<Feature> lacking_on_disk(Directory& folder);

}  // namespace lockstep
