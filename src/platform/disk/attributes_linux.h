// Extended attributes and the POSIX ACLs among them.
#pragma once

#include <string>
#include <string_view>

#include "base/attributes.h"
#include "base/result.h"

namespace lockstep {

// Says how an entry was opened: O_PATH descriptors take part in fewer system calls (open(2)).
enum class Access { full, path };

// True for the attributes that are mirrored and compared; the others are treated as if they were
// not there. Pure.
[[nodiscard]] bool is_mirrored_attribute(std::string_view name);

// Reads the attributes that are mirrored (base/attributes.h), with one call if there are none.
// Fails with not_supported if this volume has no attributes.
[[nodiscard]] Result<Attributes> read_attributes_of(int descriptor, Access access);
[[nodiscard]] Result<Attributes> read_attributes_at(int folder, const char* name);

[[nodiscard]] Result<void> set_attribute_of(int descriptor, Access access, const std::string& name,
                                            const std::string& value);
// Removes an attribute; succeeds, too, if there was none of that name.
[[nodiscard]] Result<void> remove_attribute_of(int descriptor, Access access,
                                               const std::string& name);

}  // namespace lockstep
