// Other users of this machine, as far as their links, files and processes may be trusted.
#pragma once

#include <string>
#include <sys/types.h>

namespace lockstep {

// True for root, and for the user that this process runs as: what belongs to them was made by
// somebody who may do all that this process does.
[[nodiscard]] bool is_trusted_user(uid_t user);

// "ann (1001)"; "user 1001" when the system knows no name.
[[nodiscard]] std::string describe_user(uid_t user);
// "the group staff (50)"; "the group 50".
[[nodiscard]] std::string describe_group(gid_t group);

}  // namespace lockstep
