#include "service/service_choice.h"

namespace lockstep {

std::vector<OptionSpec> service_choices(const std::string& /*group*/) { return {}; }

bool may_mean_own_service() { return false; }

std::string service_choice_form() { return {}; }

std::vector<OptionSpec> own_service_options() {
  return {{"account", "NAME",
           "install: the account it runs as (default: LocalSystem); a password is read from "
           "standard input",
           "Service"}};
}

std::vector<std::string> service_examples() {
  return {
      R"(lockstep service install                      with %ProgramData%\Lockstep\lockstep.toml)",
      "lockstep service start", "lockstep service status",
      R"(lockstep service install --account "NT AUTHORITY\NetworkService")"};
}

std::string instance_configuration(const std::string& /*instance*/) { return {}; }

std::string instance_state_folder(const std::string& folder, const std::string& /*instance*/) {
  return folder;
}

}  // namespace lockstep
