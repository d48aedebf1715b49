// Which attributes are mirrored under a policy, and reading them.
#pragma once

#include "base/attributes.h"
#include "core/context.h"

namespace lockstep {

// Takes out what the policy leaves out, what the volume can't hold, and, without privilege, what
// only root may set. For what is new in the replica: says it when owners are left out.
[[nodiscard]] Attributes selected(Attributes attributes, const Context& context,
                                  const Capabilities& capabilities);

// The selected attributes that the source's and the replica's entry have; `not_supported` of a side
// counts as none.
struct AttributesOfBoth {
  Attributes source;
  Attributes replica;
};
[[nodiscard]] Result<AttributesOfBoth> read_both(const Handle& source, const Handle& replica,
                                                 const Context& context, VolumeState& volume);
[[nodiscard]] Result<AttributesOfBoth> read_both(const Directory& source, Name source_name,
                                                 const Directory& replica, Name replica_name,
                                                 const Context& context, VolumeState& volume);

}  // namespace lockstep
