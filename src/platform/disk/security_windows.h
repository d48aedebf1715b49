// Owner, group and access list of an entry, as two attributes (base/attributes.h).
//
// They are read and set as they stand, by the calls that know nothing of inheritance: the inherited
// part of a list is copied with it, marked as inherited, and nothing below is touched.
// (SetSecurityInfo would add what the replica's own folders bequeath, and walk through all that
// lies below.) Audit lists and integrity labels are left alone.
#pragma once

#include <windows.h>

#include "base/attributes.h"
#include "base/result.h"

namespace lockstep {

// True if the volume keeps security descriptors. Others make one up that is everybody's.
[[nodiscard]] bool keeps_security(HANDLE file);

[[nodiscard]] Result<Attributes> read_security_of(HANDLE file);

[[nodiscard]] bool is_security(const std::string& attribute_name);
// Fails with not_supported if the volume accepted it and keeps something else.
[[nodiscard]] Result<void> set_security_of(HANDLE file, const std::string& name,
                                           const std::string& value);

}  // namespace lockstep
