#include "core/look/mounted_volume.h"

#include "platform/disk/directory.h"

namespace lockstep {

std::string volume_mounted_at(const Directory& parent, Name name, const MirrorPolicy& policy) {
  if (policy.volumes == Volumes::stay_on_source_volume) return {};
  const auto root = parent.open_directory(name);
  const auto volume = root ? (*root)->volume() : Result<Volume>(Volume());
  return volume ? volume->identity : std::string();
}

}  // namespace lockstep
