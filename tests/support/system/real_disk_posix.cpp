#include "support/system/real_disk.h"

namespace lockstep {

const std::uint16_t kUsualFileMode = 0644;
const std::uint16_t kUsualFolderMode = 0755;

// Nothing is lacking: all of it is part of the system, and where it is missing the test fails.
std::set<Feature> lacking_on_disk(Directory& /*folder*/) { return {}; }

}  // namespace lockstep
