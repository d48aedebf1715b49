// What a command says to people outside the log.
#pragma once

#include <string_view>

#include "app/report/exit_code.h"

namespace lockstep {

// To standard output, as it is.
void print(std::string_view text);

// "lockstep COMMAND: sentence" on standard error; `command` may be empty.
void print_error(std::string_view command, std::string_view sentence);

// print_error with where to read on, and kExitUsage.
[[nodiscard]] int usage_error(std::string_view command, std::string_view sentence);

}  // namespace lockstep
