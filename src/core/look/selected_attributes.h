// Which attributes are mirrored under a policy, and reading them.
#pragma once

#include <algorithm>

#include "base/attributes.h"
#include "core/look/context.h"

namespace lockstep {

// Takes out what the policy leaves out, what the volume can't hold, and, without privilege, what
// only root may set. For what is new in the replica: says it when owners are left out.
[[nodiscard]] Attributes selected(Attributes attributes, const Context& context,
                                  const Capabilities& capabilities);

// The selected attributes that the source's and the replica's entry have; `not_supported` of a side
// counts as none. What is too large for the replica's volume is left out of the source's.
// When one of them has more attributes than can be listed, only those that keep their place are
// here.
struct AttributesOfBoth {
  Attributes source;
  Attributes replica;
  [[nodiscard]] bool complete() const { return source.complete && replica.complete; }
  [[nodiscard]] bool differ() const { return !std::ranges::equal(source, replica); }
};
// Reports the problem of an entry that has more attributes than can be listed, if it has.
void tell_incomplete(const AttributesOfBoth& both, const std::string& path, Report& report);
void tell_incomplete(const Attributes& attributes, Side side, const std::string& path,
                     Report& report);
[[nodiscard]] Result<AttributesOfBoth> read_both(const Handle& source, const Handle& replica,
                                                 const Context& context, VolumeState& volume);
[[nodiscard]] Result<AttributesOfBoth> read_both(const Directory& source, Name source_name,
                                                 const Directory& replica, Name replica_name,
                                                 const Context& context, VolumeState& volume);

}  // namespace lockstep
