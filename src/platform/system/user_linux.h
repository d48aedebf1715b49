// Other users of this machine, as far as it matters whether their links, files and processes are
// trusted.
#pragma once

#include <string>
#include <sys/types.h>

namespace lockstep {

// True for root, and for the user that this process runs as: whatever belongs to them was made by
// somebody who may do all that this process does.
[[nodiscard]] bool is_trusted_user(uid_t user);

// Returns "ann (1001)", or "user 1001" if the system knows no name.
[[nodiscard]] std::string describe_user(uid_t user);
// Returns "the group staff (50)", or "the group 50".
[[nodiscard]] std::string describe_group(gid_t group);

}  // namespace lockstep
