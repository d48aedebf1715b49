// Selects the attributes that are mirrored under a policy, and reads them.
#pragma once

#include <algorithm>

#include "base/attributes.h"
#include "core/look/context.h"

namespace lockstep {

// Takes out the attributes that the policy leaves out, those that the volume can't hold, and,
// without privilege, those that only root may set. For entries that are new in the replica: it
// reports if owners are left out.
[[nodiscard]] Attributes selected(Attributes attributes, const Context& context,
                                  const Capabilities& capabilities);

// The selected attributes that the source's and the replica's entry have; `not_supported` of a side
// counts as none. Attributes that are too large for the replica's volume are left out of the
// source's. If one of the entries has more attributes than can be listed, only those that keep
// their place are here.
struct AttributesOfBoth {
  Attributes source;
  Attributes replica;
  [[nodiscard]] bool complete() const { return source.complete && replica.complete; }
  [[nodiscard]] bool differ() const { return !std::ranges::equal(source, replica); }
};
// Reports a problem if an entry has more attributes than can be listed.
void tell_incomplete(const AttributesOfBoth& both, const std::string& path, Report& report);
void tell_incomplete(const Attributes& attributes, Side side, const std::string& path,
                     Report& report);

// A name in an open folder.
struct NameInFolder {
  const Directory& folder;
  Name name;
};

[[nodiscard]] Result<AttributesOfBoth> read_both(const Handle& source, const Handle& replica,
                                                 const Context& context, VolumeState& volume);
[[nodiscard]] Result<AttributesOfBoth> read_both(const NameInFolder& source,
                                                 const NameInFolder& replica,
                                                 const Context& context, VolumeState& volume);

}  // namespace lockstep
