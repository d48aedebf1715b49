// What every stage of one pass shares. Everything is borrowed and outlives the stages.
#pragma once

#include <optional>
#include <stop_token>

#include "base/rate_limit.h"
#include "core/compare.h"
#include "core/pair.h"
#include "core/pass.h"
#include "core/report.h"
#include "core/volume_state.h"

namespace lockstep {

struct Context {
  const PassInput& input;
  const MirrorPolicy& policy;
  Report& report;
  OpenFolders& open_folders;
  VolumeStates& volumes;
  std::stop_token stop;
  std::optional<Timestamp> trusted_before;
  bool owners = true;  // wanted and permitted
  RateLimit* rate_limit = nullptr;  // null: unlimited

  [[nodiscard]] VolumeState& volume_of(const Entry& replica_folder, const Directory& handle) const {
    return volumes.of(replica_folder.identity.volume, handle);
  }
  [[nodiscard]] CompareRules rules(const VolumeState& volume) const {
    return {&policy, volume.capabilities(), owners, volume.volume().remote ? std::nullopt : trusted_before};
  }
  // Devices can only be made with privilege; without it the names of the source's are left alone in the replica.
  [[nodiscard]] bool leaves_out(const Entry& source) const {
    const bool device = source.kind == EntryKind::character_device || source.kind == EntryKind::block_device;
    if (!device || input.create_devices) return false;
    report.devices_left_out();
    return true;
  }
  [[nodiscard]] bool stopping() const { return stop.stop_requested(); }
};

}  // namespace lockstep
