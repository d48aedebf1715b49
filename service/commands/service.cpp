// `lockstep service ACTION`: chooses the action. Each action, or a few alike, has a file of its
// own.

#include "service/commands/service.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/printable.h"
#include "service/commands/command.h"
#include "service/console.h"
#include "service/service_choice.h"
#include "service/wording.h"

namespace lockstep {
namespace {

struct Action {
  std::string_view name;
  int (*perform)(const Arguments& arguments);
  std::size_t operands = 1;  // at most, the action itself included
};

constexpr std::array kActions = {
    Action{"install", perform_install}, Action{"uninstall", perform_uninstall},
    Action{"start", perform_start},     Action{"stop", perform_stop},
    Action{"restart", perform_restart}, Action{"reload", perform_reload},
    Action{"pause", perform_pause, 2},  Action{"resume", perform_resume, 2},
    Action{"status", perform_status},   Action{"run", perform_run}};

CommandSpec describe() {
  const std::string which = service_choice_form();
  CommandSpec spec{
      "service",
      "Install and control the service",
      {"install|uninstall [--config FILE]" + which, "start|stop|restart|reload" + which,
       "pause|resume [JOB]" + which, "status" + which + " [--json]", "run --config FILE"},
      {{"config", "FILE", "its configuration", "Service"}},
      service_examples()};
  const auto add = [&](const std::vector<OptionSpec>& options) {
    spec.options.insert(spec.options.end(), options.begin(), options.end());
  };
  add(service_choices("Service"));
  add({{"json", "", "status: one JSON object", "Service"}});
  add(own_service_options());
  return spec;
}

int perform(const Arguments& arguments) {
  const auto& operands = arguments.operands;
  std::vector<std::string> names;
  names.reserve(kActions.size());
  for (const Action& action : kActions) names.emplace_back(action.name);
  if (operands.empty())
    return usage_error("service", fmt::format("say {}", fmt::join(names, ", ")));
  if (const auto wrong = wrong_instance(arguments); !wrong.empty())
    return usage_error("service", wrong);
  for (const Action& action : kActions) {
    if (action.name != operands.front()) continue;
    if (operands.size() > action.operands)
      return usage_error("service", unexpected(operands[action.operands]));
    return action.perform(arguments);
  }
  std::string sentence = unknown("action", operands.front(), names);
  if (!sentence.ends_with('?')) sentence += fmt::format("; there is {}", fmt::join(names, ", "));
  return usage_error("service", sentence);
}

}  // namespace

bool is_service_action(std::string_view word) {
  return std::any_of(kActions.begin(), kActions.end(),
                     [&](const Action& action) { return action.name == word; });
}

int service_error(std::string_view action, const Error& error, int code) {
  print_error(fmt::format("service {}", action), printable(error.message()));
  return code;
}

Command service_command() { return {describe, perform}; }

}  // namespace lockstep
