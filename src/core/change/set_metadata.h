// Gives an entry of the replica the metadata of the source's, with no call that changes nothing.
#pragma once

#include "base/attributes.h"
#include "core/change/witness.h"
#include "core/look/context.h"

namespace lockstep {

// The entry of the replica that gets metadata.
struct MetadataTarget {
  Handle& handle;
  const Entry& now;
  const Pair& folder;  // where it is, or the folder itself: there a witness is made (Lesson)
  VolumeState& volume;
  // One that was there may be refused an owner for a reason of its own (an owner outside the user
  // namespace), which tells nothing of its volume.
  Subject subject = Subject::existing;
};

// The attributes are looked at only when these are to be changed.
struct WantedMetadata {
  const Entry& source;
  const Attributes& source_attributes;
  const Attributes& replica_attributes;
};

// Everything was set, but perhaps an attribute, which stopped nothing else.
struct MetadataSet {
  Result<void> attributes;
};

// Sets what `changes` names, in the order owner, attributes, mode, times (chown(2) drops setuid and
// capabilities). What the volume can't hold is learnt and left out; `changed` where it was not the
// volume that dropped the owner or the mode, but somebody who may change the entry (Lesson).
[[nodiscard]] Result<MetadataSet> set_metadata(const MetadataTarget& target, const Changes& changes,
                                               const WantedMetadata& wanted,
                                               const Context& context);

// True if a change of owner would take one of these away from a file.
[[nodiscard]] bool has_capabilities(const Attributes& attributes);

// An entry that was made just now, with the source's permission bits or with others.
enum class FreshMode { to_be_set, as_source };
struct FreshEntry {
  Handle& handle;
  const Pair& folder;
  VolumeState& volume;
  Subject subject;
  FreshMode mode;
  bool may_have_inherited;  // from its folder: then it is asked what it got
};
// Sets everything.
[[nodiscard]] Result<MetadataSet> set_fresh_metadata(const FreshEntry& fresh, const Entry& source,
                                                     const Attributes& source_attributes,
                                                     const Context& context);

}  // namespace lockstep
