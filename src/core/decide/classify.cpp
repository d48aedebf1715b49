#include "core/decide/classify.h"

#include "core/decide/offline.h"

namespace lockstep {

bool is_left_alone(const Entry& source_folder, const MirrorPolicy& policy) {
  return source_folder.mount_point && policy.volumes == Volumes::stay_on_source_volume;
}

CreationClass classify(const Entry& source, const CreationRules& rules) {
  if (source.unreadable) return CreationClass::unknown;
  switch (source.kind) {
    case EntryKind::other:
      return CreationClass::impossible;
    case EntryKind::directory:
      return is_left_alone(source, rules.policy) ? CreationClass::mount : CreationClass::folder;
    case EntryKind::character_device:
    case EntryKind::block_device:
      if (!rules.create_devices) return CreationClass::device;
      break;
    case EntryKind::file:
    case EntryKind::symlink:
    case EntryKind::fifo:
    case EntryKind::socket:
      break;
  }
  if (is_left_offline(source, rules.policy)) return CreationClass::offline;
  return source.link_count > 1 ? CreationClass::link_group : CreationClass::by_itself;
}

}  // namespace lockstep
