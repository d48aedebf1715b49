// Tells which operating system this program was built for, for options that exist on one of them
// alone. Code that works differently on each lives in a file for each instead.
#pragma once

namespace lockstep {

enum class System { posix, windows };
[[nodiscard]] System this_system();

}  // namespace lockstep
