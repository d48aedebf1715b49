// The limits that the administrator sets on inotify (sysctl(8)), and sentences that name them.
#pragma once

#include <cstdint>
#include <string>

namespace lockstep {

// Returns how many watches we take at most: three quarters of what all programs of this user may
// have together.
[[nodiscard]] std::uint64_t watches_for_us();

// Sentences without a full stop, such as "fs.inotify.max_user_watches is 205,039".
[[nodiscard]] std::string reason_no_watch();  // no more watches can be had
[[nodiscard]] std::string reason_no_instance();  // no program of this user can watch anything more
[[nodiscard]] std::string reason_overflow();  // events were lost
// Says why the system refused to watch a folder, by errno's value.
[[nodiscard]] std::string reason_refused(int code);

}  // namespace lockstep
