// Tells whether an entry is still what it was at an earlier look. Pure: the caller has looked anew.
#pragma once

#include "base/entry.h"

namespace lockstep {

// True if both are one object of one kind, whatever was done to it in between.
[[nodiscard]] bool is_same_object(const Entry& now, const Entry& expected);

// True if it is the same object and, as far as size and time tell, has the same content. Size and
// time are not compared of a folder, nor of a file that has other names: to replace or remove one
// of these loses no content, and the caller may itself have changed the time through another name.
[[nodiscard]] bool is_still(const Entry& now, const Entry& expected);

}  // namespace lockstep
