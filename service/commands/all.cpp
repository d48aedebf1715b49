#include <array>

#include "service/commands/command.h"

namespace lockstep {

std::span<const Command> commands() {
  static const std::array all = {run_command(),     sync_command(),    plan_command(),
                                 verify_command(),  approve_command(), sync_now_command(),
                                 service_command(), config_command()};
  return all;
}

}  // namespace lockstep
