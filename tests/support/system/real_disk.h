// The differences between the disks of the systems that tests run on.
#pragma once

#include <cstdint>
#include <set>

#include "platform/disk/directory.h"
#include "support/trees/feature.h"

namespace lockstep {

// The modes (Entry::mode) of an ordinary file and folder.
extern const std::uint16_t kUsualFileMode;
extern const std::uint16_t kUsualFolderMode;

// Returns the features that the disk of this empty folder lacks, as far as the disk can be asked;
// the others are known from the system.
[[nodiscard]] std::set<Feature> lacking_on_disk(Directory& folder);

}  // namespace lockstep
