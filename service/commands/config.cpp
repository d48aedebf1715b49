// `lockstep config check|show|init`.

#include "app/config/config.h"

#include <fmt/format.h>

#include "app/config/config_warnings.h"
#include "app/report/new_file.h"
#include "base/printable.h"
#include "service/commands/command.h"
#include "service/console.h"
#include "service/registration/trusted_configuration.h"
#include "service/wording.h"

namespace lockstep {
namespace {

CommandSpec describe() {
  return {
      "config",
      "Check, show or write a configuration",
      {"check FILE", "show FILE", "init [FILE]"},
      {},
      {"lockstep config init ~/.config/lockstep/lockstep.toml   writes a commented example; never "
       "overwrites",
       "lockstep config check FILE                              says whether it is right, or where "
       "it is wrong",
       "lockstep config show FILE                               what it comes to, with every "
       "default"}};
}

int check(const Settings& settings) {
  for (const std::string& warning : warnings_of(settings))
    print_error("config check", "warning: " + printable(warning));
  const std::size_t jobs = settings.jobs.size();
  print(fmt::format("ok, {} {}\n", jobs, jobs == 1 ? "job" : "jobs"));
  return kExitDone;
}

int show(const Settings& settings) {
  print(configuration_text(settings));
  return kExitDone;
}

int check_or_show(const std::vector<std::string>& operands) {
  const bool checking = operands.front() == "check";
  const std::string command = "config " + operands.front();
  if (operands.size() > 2) return usage_error(command, unexpected(operands[2]));
  std::string file = operands.size() == 2 ? operands[1] : "";
  if (operands.size() == 1) {
    const auto found = find_configuration();
    if (!found) return usage_error(command, "which FILE? " + found.error().message());
    file = *found;
  }
  const auto settings = read_configuration(file);
  if (!settings) return usage_error(command, settings.error().message());
  if (!checking) return show(*settings);
  if (const auto trusted = trust_typed_configuration(file); !trusted)
    print_error(command, "warning: " + trusted.error().message());
  return check(*settings);
}

int init(const std::vector<std::string>& operands) {
  if (operands.size() > 2) return usage_error("config init", unexpected(operands[2]));
  if (operands.size() == 1) {
    print(example_configuration());
    return kExitDone;
  }
  if (const auto made = make_configuration_folder(operands[1]); !made)
    return usage_error("config init", made.error().message());
  const auto written = write_new_file(operands[1], example_configuration());
  if (!written) return usage_error("config init", written.error().message());
  print(fmt::format("Written: {}\n", printable(operands[1])));
  return kExitDone;
}

int perform(const Arguments& arguments) {
  const auto& operands = arguments.operands;
  if (operands.empty()) return usage_error("config", "say check, show or init");
  if (operands.front() == "check" || operands.front() == "show") return check_or_show(operands);
  if (operands.front() == "init") return init(operands);
  return usage_error("config", unknown("action", operands.front(), {"check", "show", "init"}));
}

}  // namespace

Command config_command() { return {describe, perform}; }

}  // namespace lockstep
