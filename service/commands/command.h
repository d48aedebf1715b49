// The commands of `lockstep COMMAND`. Each has a file of its own; all.cpp lists them.
#pragma once

#include <span>
#include <string_view>

#include "app/report/exit_code.h"
#include "service/command_line.h"

namespace lockstep {

struct Command {
  CommandSpec (*describe)() = nullptr;
  int (*perform)(const Arguments& arguments) = nullptr;
  bool in_help = true;
};

[[nodiscard]] std::span<const Command> commands();

[[nodiscard]] Command run_command();
[[nodiscard]] Command sync_command();
[[nodiscard]] Command plan_command();
[[nodiscard]] Command verify_command();
[[nodiscard]] Command approve_command();
[[nodiscard]] Command sync_now_command();
[[nodiscard]] Command config_command();
[[nodiscard]] Command service_command();

}  // namespace lockstep
