// This process and its user.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/privileges.h"
#include "base/worker_limit.h"

namespace lockstep {

[[nodiscard]] Privileges privileges();

// Raises the limit of open files as far as the system allows, and returns what it is now. Best
// called before the first thread is started: see process_linux.cpp.
std::size_t raise_open_file_limit();

// Returns the folder in which the record of each pair of roots is kept: $STATE_DIRECTORY (below
// systemd) or $XDG_STATE_HOME/lockstep if set, else /var/lib/lockstep for root and
// ~/.local/state/lockstep for others (Windows: %ProgramData%\Lockstep\state). It does not create
// the folder. "~" is $HOME, or else what the system's list of users says; the result is empty if
// there is no such folder.
[[nodiscard]] std::string default_state_folder();
// The first of these files that exists is read if no --config is given. The user's is empty if
// nothing names a home folder; that one need not exist.
[[nodiscard]] std::string system_configuration_file();
[[nodiscard]] std::string user_configuration_file();

// Returns what the user wrote after the program's name, from main()'s arguments. On Windows it is
// UTF-8, whatever the console's code page makes of main()'s.
[[nodiscard]] std::vector<std::string> program_arguments(int count, char** words);

[[nodiscard]] int process_id();
[[nodiscard]] bool is_superuser();
[[nodiscard]] unsigned processor_count();
// Returns what all threads of this process have had of the processors. Called by any thread.
// Windows counts neither waits nor preemptions.
[[nodiscard]] ProcessorUse processor_use();

}  // namespace lockstep
