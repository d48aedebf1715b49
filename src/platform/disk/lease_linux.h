// Leases, by which Linux tells whether anybody has a file open for writing.
#pragma once

#include "platform/disk/directory.h"

namespace lockstep {

// Takes a read lease on a file that is open for reading alone, and gives it back at once. The
// kernel grants one only while nobody has the file open, or mapped, for writing (fcntl(2)). A
// program that opens it for writing between the two calls waits for the second.
[[nodiscard]] Writers ask_for_writers(int descriptor);

}  // namespace lockstep
