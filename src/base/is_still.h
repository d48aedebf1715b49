// Whether an entry is what it was when somebody looked before. Pure: who asks has looked anew.
#pragma once

#include "base/entry.h"

namespace lockstep {

// True if both are one object of one kind, whatever was done to it in between.
[[nodiscard]] bool is_same_object(const Entry& now, const Entry& expected);

// True if it is the same object, and holds what it held as far as size and time tell. These two are
// not compared of a folder, nor of a file that has other names: replacing or removing one of these
// loses no content, and whoever asks may have changed the time itself through another name.
[[nodiscard]] bool is_still(const Entry& now, const Entry& expected);

}  // namespace lockstep
