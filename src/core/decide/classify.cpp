#include "core/decide/classify.h"

#include "core/decide/offline.h"

namespace lockstep {

bool is_left_alone(const Entry& source_folder, const MirrorPolicy& policy) {
  return source_folder.mount_point && policy.volumes == Volumes::stay_on_source_volume;
}

Treatment classify(const Entry& source, const TreatmentRules& rules) {
  if (source.unreadable) return Treatment::unknown;
  switch (source.kind) {
    case EntryKind::other:
      return Treatment::impossible;
    case EntryKind::directory:
      return is_left_alone(source, rules.policy) ? Treatment::mount : Treatment::folder;
    case EntryKind::character_device:
    case EntryKind::block_device:
      if (!rules.create_devices) return Treatment::device;
      break;
    case EntryKind::file:
    case EntryKind::symlink:
    case EntryKind::fifo:
    case EntryKind::socket:
      break;
  }
  if (is_left_offline(source, rules.policy)) return Treatment::offline;
  return source.link_count > 1 ? Treatment::link_group : Treatment::whole;
}

}  // namespace lockstep
