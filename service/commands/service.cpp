// `lockstep service ACTION`: one file an action or a few alike; here is only which is which.

#include "service/commands/service.h"

#include <array>

#include <fmt/format.h>

#include "base/printable.h"
#include "service/commands/command.h"
#include "service/console.h"
#include "service/wording.h"

namespace lockstep {
namespace {

struct Action {
  std::string_view name;
  int (*perform)(const Arguments& arguments);
};

constexpr std::array kActions = {
    Action{"install", perform_install}, Action{"uninstall", perform_uninstall},
    Action{"start", perform_start},     Action{"stop", perform_stop},
    Action{"restart", perform_restart}, Action{"reload", perform_reload},
    Action{"pause", perform_pause},     Action{"resume", perform_resume},
    Action{"status", perform_status},   Action{"run", perform_run}};

CommandSpec describe() {
  return {"service",
          "Install and control the service",
          {"install|uninstall [--config FILE] [--user]", "start|stop|restart|reload [--user]",
           "pause|resume|status [--user] [--json]", "run --config FILE"},
          {{"config", "FILE", "its configuration", "Service"},
           {"user", "", "of this user alone, not of the system", "Service"},
           {"instance", "NAME", "lockstep@NAME.service, with /etc/lockstep/NAME.toml", "Service"},
           {"json", "", "status: one JSON object", "Service"},
           {"direct", "", "reload: ask the service itself, as its unit does", "Service"}},
          {"sudo lockstep service install                 with /etc/lockstep/lockstep.toml",
           "sudo lockstep service start", "sudo lockstep service status",
           "lockstep service install --user               with ~/.config/lockstep/lockstep.toml"}};
}

int perform(const Arguments& arguments) {
  const auto& operands = arguments.operands;
  std::vector<std::string> names;
  for (const Action& action : kActions) names.emplace_back(action.name);
  if (operands.empty())
    return usage_error("service", fmt::format("say {}", fmt::join(names, ", ")));
  if (operands.size() > 1) return usage_error("service", unexpected(operands[1]));
  if (const auto wrong = wrong_instance(arguments); !wrong.empty())
    return usage_error("service", wrong);
  for (const Action& action : kActions) {
    if (action.name == operands.front()) return action.perform(arguments);
  }
  return usage_error("service", unknown("action", operands.front(), names));
}

}  // namespace

int service_error(std::string_view action, const Error& error, int code) {
  print_error(fmt::format("service {}", action), printable(error.message()));
  return code;
}

Command service_command() { return {describe, perform}; }

}  // namespace lockstep
