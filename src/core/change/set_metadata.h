// Gives an entry of the replica the metadata of the source's, with no call that changes nothing.
#pragma once

#include "base/attributes.h"
#include "core/change/witness.h"
#include "core/look/context.h"

namespace lockstep {

// Sets what `changes` names on an entry of the replica that is `current` now, in the order owner,
// attributes, mode, times (chown(2) drops setuid and capabilities). What the volume can't hold is
// learnt and left out; `changed` where it was not the volume that dropped the owner or the mode,
// but somebody who may change the entry (Lesson). `attributes`: what the source has and what the
// replica has; read only when `changes.attributes`.
//
// An attribute that can't be set stops nothing else: its error is returned at the end.
struct WantedMetadata {
  const Entry& source;
  const Attributes* source_attributes = nullptr;
  const Attributes* replica_attributes = nullptr;
  // One that was there may be refused an owner for a reason of its own (an owner outside the user
  // namespace), which tells nothing of its volume.
  Subject subject = Subject::existing;
  // Where the error of an attribute goes, when the entry is wanted without it; null: it is
  // returned.
  Result<void>* attributes_failure = nullptr;
  // Where the entry is, for a witness (Lesson).
  const Pair* folder = nullptr;
};
[[nodiscard]] Result<void> set_metadata(Handle& replica, const Entry& current,
                                        const Changes& changes, const WantedMetadata& wanted,
                                        const Context& context, VolumeState& volume);

// True if a change of owner would take one of these away from a file.
[[nodiscard]] bool has_capabilities(const Attributes& attributes);

// Everything, on an entry that was made just now. `mode_is_set`: it was created with the source's
// permission bits.
enum class FreshMode { to_be_set, as_source };
[[nodiscard]] Result<void> set_fresh_metadata(Handle& replica, FreshMode mode,
                                              bool may_have_inherited, const WantedMetadata& wanted,
                                              const Context& context, VolumeState& volume);

}  // namespace lockstep
