// The replica's volumes by device number, each of which is asked for its abilities when a pass
// comes to it. Thread-safe.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "core/model/volume_state.h"

namespace lockstep {

class Directory;

class VolumeStates {
 public:
  // `known` is what earlier passes learnt, by Volume::identity.
  VolumeStates(std::map<std::string, Capabilities> known, Report& report)
      : known_(std::move(known)), report_(report) {}

  // Returns the state of the volume that `folder` lies on; asks the folder for it the first time.
  [[nodiscard]] VolumeState& of(std::uint64_t device, const Directory& folder);
  // Reports for each volume which attributes were not compared for their size.
  void tell_left_out_attributes() const;
  // Returns what was learnt, by Volume::identity, for the record.
  [[nodiscard]] std::map<std::string, Capabilities> learnt() const;

 private:
  const std::map<std::string, Capabilities> known_;
  Report& report_;
  mutable std::mutex mutex_;
  // Guarded by mutex_; the states never move.
  std::map<std::uint64_t, std::unique_ptr<VolumeState>> states_;
};

}  // namespace lockstep
