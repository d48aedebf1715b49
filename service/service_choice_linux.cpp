#include <unistd.h>

#include "service/service_choice.h"

namespace lockstep {

std::vector<OptionSpec> service_choices(const std::string& group) {
  return {{"user", "", "the service of this user, not the system's", group},
          {"system", "", "the system's service, even while one of this user runs", group},
          {"instance", "NAME", "lockstep@NAME.service, with /etc/lockstep/NAME.toml", group}};
}

bool may_mean_own_service() { return geteuid() != 0; }

std::string service_choice_form() { return " [--user|--system]"; }

std::vector<OptionSpec> own_service_options() {
  return {{"direct", "", "reload: ask the service itself, as its unit does", "Service"}};
}

std::vector<std::string> service_examples() {
  return {"sudo lockstep service install                 with /etc/lockstep/lockstep.toml",
          "sudo lockstep service start", "sudo lockstep service status",
          "lockstep service install --user               with ~/.config/lockstep/lockstep.toml"};
}

std::string instance_configuration(const std::string& instance) {
  return "/etc/lockstep/" + instance + ".toml";
}

// The folder is StateDirectory= of the unit's template.
std::string instance_state_folder(const std::string& folder, const std::string& instance) {
  return folder + "-" + instance;
}

}  // namespace lockstep
