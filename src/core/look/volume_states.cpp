#include "core/look/volume_states.h"

#include "platform/disk/directory.h"

namespace lockstep {

VolumeState& VolumeStates::of(std::uint64_t device, const Directory& folder) {
  const std::scoped_lock lock(mutex_);
  auto& state = states_[device];
  if (!state) {
    auto volume = folder.volume();
    Volume known_volume =
        volume ? *volume : Volume{.type = "unknown", .identity = {}, .remote = true};
    const auto known = known_.find(known_volume.identity);
    state = std::make_unique<VolumeState>(
        std::move(known_volume), known == known_.end() ? Capabilities{} : known->second, report_);
  }
  return *state;
}

void VolumeStates::tell_left_out_attributes() const {
  const std::scoped_lock lock(mutex_);
  for (const auto& [device, state] : states_) state->tell_left_out_attributes();
}

std::map<std::string, Capabilities> VolumeStates::learnt() const {
  const std::scoped_lock lock(mutex_);
  std::map<std::string, Capabilities> all = known_;
  for (const auto& [device, state] : states_) {
    if (!state->volume().identity.empty()) all[state->volume().identity] = state->capabilities();
  }
  return all;
}

}  // namespace lockstep
