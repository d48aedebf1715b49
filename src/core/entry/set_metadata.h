// The setting of metadata: an entry of the replica gets that of the source's entry, with no call
// that changes nothing.
#pragma once

#include "base/attributes.h"
#include "core/entry/witness.h"
#include "core/look/context.h"

namespace lockstep {

// The entry of the replica that gets metadata.
struct MetadataTarget {
  Handle& handle;
  const Entry& now;
  const Pair& folder;  // the entry's folder, or the entry itself; a witness is made there (Lesson)
  VolumeState& volume;
  // Who may have changed the entry. An existing entry may be refused an owner for a reason of its
  // own (an owner outside the user namespace), which tells nothing about its volume.
  Subject subject = Subject::existing;
};

// The metadata that the entry should get. The attributes are looked at only if they are to be
// changed.
struct WantedMetadata {
  const Entry& source;
  const Attributes& source_attributes;
  const Attributes& replica_attributes;
};

// The outcome when everything was set, except perhaps an attribute, whose failure stopped nothing
// else.
struct MetadataSet {
  Result<void> attributes;
};

// Sets what `changes` names, in the order owner, attributes, mode, times (chown(2) drops setuid and
// capabilities). Whatever the volume can't hold is learnt and left out. Fails with `changed` if
// somebody else who may change the entry has undone the owner or the mode, and not the volume
// (Lesson).
[[nodiscard]] Result<MetadataSet> set_metadata(const MetadataTarget& target, const Changes& changes,
                                               const WantedMetadata& wanted,
                                               const Context& context);

// Returns whether a change of owner would take one of these attributes away from a file.
[[nodiscard]] bool has_capabilities(const Attributes& attributes);

// An entry that was made just now, with the source's permission bits or with others.
enum class FreshMode { to_be_set, as_source };
struct FreshEntry {
  Handle& handle;
  const Pair& folder;
  VolumeState& volume;
  Subject subject;
  FreshMode mode;
  bool may_have_inherited;  // from its folder; then it is examined
};
// Sets all metadata of the new entry.
[[nodiscard]] Result<MetadataSet> set_fresh_metadata(const FreshEntry& fresh, const Entry& source,
                                                     const Attributes& source_attributes,
                                                     const Context& context);

}  // namespace lockstep
