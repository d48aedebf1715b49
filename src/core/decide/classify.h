// Decides what becomes of an entry of the source whose name the replica lacks. Pure, and decided
// only here, whether the entry is planned by the walk or found in a folder that is created whole.
#pragma once

#include "base/entry.h"
#include "core/model/policy.h"

namespace lockstep {

// The way in which such an entry is made, if it is.
enum class CreationClass {
  unknown,     // could not be examined, and its listing says why
  impossible,  // is of a kind that can't be mirrored
  device,      // only a user with more rights may make it: left out, with one notice
  offline,     // reading it would fetch it from elsewhere, which nobody asked for
  folder,      // is made, and looked into
  mount,       // is another volume's root: made, and left alone
  link_group,  // is one of several names of a file: decided about when all are known
  by_itself,   // is made by itself, at once
};

struct CreationRules {
  const MirrorPolicy& policy;
  bool create_devices = false;  // this user may
};

[[nodiscard]] CreationClass classify(const Entry& source, const CreationRules& rules);

// The words for an entry that can't be mirrored.
inline constexpr const char* kImpossible = "is of a kind that can't be mirrored";

// True if a folder of the source is the root of another volume, and those are not entered.
[[nodiscard]] bool is_left_alone(const Entry& source_folder, const MirrorPolicy& policy);

}  // namespace lockstep
