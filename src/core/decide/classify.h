// What becomes of an entry of the source whose name the replica lacks. Pure, and decided here
// alone, whether the entry is planned by the walk or found in a folder that is created whole.
#pragma once

#include "base/entry.h"
#include "core/model/policy.h"

namespace lockstep {

enum class Treatment {
  unknown,  // it could not be examined, which its listing says
  impossible,  // it is of a kind that can't be mirrored
  device,  // only somebody with more rights may make it: left out, with one notice
  offline,  // to read it is to fetch it from elsewhere, which nobody asked for
  folder,  // made, and looked into
  mount,  // another volume's root: made, and left alone
  link_group,  // one of several names of a file: decided about when all are known
  whole,  // made by itself, at once
};

struct TreatmentRules {
  const MirrorPolicy& policy;
  bool create_devices = false;  // this user may
};

[[nodiscard]] Treatment classify(const Entry& source, const TreatmentRules& rules);

// What is told of an entry that can't be mirrored.
inline constexpr const char* kImpossible = "is of a kind that can't be mirrored";

// True of a folder of the source that is the root of another volume, if those are not entered.
[[nodiscard]] bool is_left_alone(const Entry& source_folder, const MirrorPolicy& policy);

}  // namespace lockstep
