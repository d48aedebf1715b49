// Extended attributes and the POSIX ACLs among them.
#pragma once

#include <string>
#include <string_view>

#include "base/attributes.h"
#include "base/result.h"

namespace lockstep {

// How an entry was opened: O_PATH descriptors take part in fewer system calls (open(2)).
enum class Access { full, path };

// True for the attributes that are mirrored and compared; the others are as if they were not there.
// Pure.
[[nodiscard]] bool is_mirrored_attribute(std::string_view name);

// Only what is mirrored (base/attributes.h). One call when there are none. not_supported: this
// volume has no attributes.
[[nodiscard]] Result<Attributes> read_attributes_of(int descriptor, Access access);
[[nodiscard]] Result<Attributes> read_attributes_at(int folder, const char* name);

[[nodiscard]] Result<void> set_attribute_of(int descriptor, Access access, const std::string& name,
                                            const std::string& value);
// Success, too, when there was none of that name.
[[nodiscard]] Result<void> remove_attribute_of(int descriptor, Access access,
                                               const std::string& name);

}  // namespace lockstep
