// Tells people something outside the log.
#pragma once

#include <string_view>

#include "app/report/exit_code.h"

namespace lockstep {

// Writes the text to standard output, as it is.
void print(std::string_view text);

// Writes "lockstep COMMAND: sentence" to standard error; `command` may be empty.
void print_error(std::string_view command, std::string_view sentence);

// Does print_error, and returns kExitUsage.
[[nodiscard]] int usage_error(std::string_view command, std::string_view sentence);

}  // namespace lockstep
